import { createHash } from 'node:crypto'

/** The tightest limit among the clients we know. */
export const maxNameLength = 64
const separator = '__'
/** Lengths of the hash in hexadecimal digits: the next one is tried when a name is taken by chance or on purpose. */
const hashLengths = [8, 16, 32] as const
/** What the server's part keeps, at least, when a name must be cut. */
const keptPrefixLength = 20

/**
 * The part that stands for each configured server in exposed names: the server's own name where only
 * [A-Za-z0-9_-] occurs in it, else the nearest such text. Two servers that would look alike get a hash each,
 * except one whose name needed no change.
 *
 * All configured servers are considered, disabled ones included, so that a prefix changes only when the
 * configuration does and never because a server came or went.
 */
export function serverPrefixes(servers: readonly string[]): Map<string, string> {
  const alike = new Map<string, number>()
  for (const server of new Set(servers)) {
    const text = sanitise(server)
    alike.set(text, (alike.get(text) ?? 0) + 1)
  }
  return new Map(
    servers.map(server => {
      const text = sanitise(server)
      const isClear = text === server || (isLegible(text) && alike.get(text) === 1)
      return [server, isClear ? text : `${text}_${hash(server).slice(0, 6)}`]
    }),
  )
}

/**
 * The exposed names of everything one server offers, in the same order; null for a second item of the same name,
 * which nobody could address. Depends on this server alone.
 */
export function localNames(server: string, prefix: string, originals: readonly string[]): (string | null)[] {
  const alike = new Map<string, number>()
  const distinct = new Set(originals)
  for (const original of distinct) {
    const text = sanitise(original)
    alike.set(text, (alike.get(text) ?? 0) + 1)
  }
  return originals.map(original => {
    if (!distinct.delete(original)) return null
    const text = sanitise(original)
    const isClear = text === original || (isLegible(text) && alike.get(text) === 1)
    const name = prefix + separator + text
    return isClear && name.length <= maxNameLength ? name : hashedName(server, prefix, original)
  })
}

/**
 * A name that differs from every other item's: cut to fit and ended by a hash of server and item.
 *
 * @param attempt - 0 at first; higher when that name is taken
 */
export function hashedName(server: string, prefix: string, original: string, attempt = 0): string {
  const length = hashLengths[Math.min(attempt, hashLengths.length - 1)] ?? 32
  const room = maxNameLength - length - 1 - separator.length
  const text = sanitise(original)
  const head = prefix.slice(0, Math.max(room - text.length, Math.min(keptPrefixLength, room)))
  const tail = text.slice(0, room - head.length)
  return `${head}${separator}${tail}_${hash(`${server}\0${original}`).slice(0, length)}`
}

/** Servers that a name which is in no table may belong to, the likeliest first. For messages and waiting only, never for routing. */
export function likelyServers(name: string, prefixes: ReadonlyMap<string, string>): string[] {
  return [...prefixes]
    .filter(([, prefix]) => name.startsWith(prefix + separator))
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([server]) => server)
}

const sanitise = (text: string): string => (/^[\w-]+$/.test(text) ? text : text.replace(/[^\w-]+/g, '_'))
const isLegible = (text: string): boolean => /[A-Za-z0-9]/.test(text)
const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
