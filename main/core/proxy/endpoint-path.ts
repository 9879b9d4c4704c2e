import type { Scope } from './catalogue.ts'

/** What a path leads to; null for nothing. */
export type Endpoint =
  | { readonly kind: 'mcp'; readonly scope: Scope }
  | { readonly kind: 'health' }
  | { readonly kind: 'malformed' }

const all: Endpoint = { kind: 'mcp', scope: null }

export function parseEndpoint(url: string): Endpoint | null {
  if (url === '/mcp') return all
  const [given = ''] = url.split('?')
  const path = given.replace(/(?<=.)\/$/, '') // people paste addresses with a slash at the end
  if (path === '/mcp') return all
  if (path === '/health') return { kind: 'health' }
  const name = /^\/servers\/([^/]+)\/mcp$/.exec(path)?.[1]
  if (name === undefined) return null
  try {
    return { kind: 'mcp', scope: decodeURIComponent(name) }
  } catch {
    return { kind: 'malformed' } // a broken percent escape
  }
}
