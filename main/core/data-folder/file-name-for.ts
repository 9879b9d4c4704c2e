import { createHash } from 'node:crypto'

/** Left as they are: one spelling on every file system, no device, no ending that looks like our own suffix. */
const plain = /^[a-z0-9](?:[a-z0-9_.-]{0,62}[a-z0-9_])?$/
/** Device names of Windows, with or without an extension. */
const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/
const suffixed = /-[0-9a-f]{10}$/

/**
 * A file name (without extension) for a server: safe on every platform, and distinct for distinct names
 * even where upper and lower case are the same. Names that had to be changed end in a hash of the exact name.
 */
export function fileNameFor(serverName: string): string {
  if (plain.test(serverName) && !reserved.test(serverName) && !suffixed.test(serverName)) return serverName
  const readable = serverName
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9_]+/g, '-')
    .slice(0, 40)
    .replace(/^[-_]+|-+$/g, '')
  const hash = createHash('sha256').update(serverName).digest('hex').slice(0, 10)
  return `${readable === '' ? 'server' : readable}-${hash}`
}
