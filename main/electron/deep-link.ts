/** The scheme of links into the window. */
export const linkScheme = 'mcpproxy'

/** What a link may ask for: to be shown something. A link never acts. */
export interface ServerLink {
  readonly server: string
}

/**
 * Reads `mcpproxy://server/<name>`.
 *
 * @returns null for everything else, a name with a path inside included
 */
export function parseLink(text: string): ServerLink | null {
  if (!URL.canParse(text)) return null
  const { protocol, host, pathname, search, hash, username, port } = new URL(text)
  if (protocol !== `${linkScheme}:` || host !== 'server' || port !== '') return null
  if (search !== '' || hash !== '' || username !== '') return null
  const server = decode(pathname.replace(/^\//, '').replace(/\/$/, ''))
  return server === null || server.length === 0 || server.length > 128 ? null : { server }
}

/** A slash in a name is written %2F, so a raw one is no name. */
function decode(segment: string): string | null {
  if (segment.includes('/')) return null
  try {
    return decodeURIComponent(segment)
  } catch {
    return null // a stray percent sign: not a link of ours
  }
}
