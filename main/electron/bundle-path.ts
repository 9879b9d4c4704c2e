import { extname, join, sep } from 'node:path'

/** Where the window's page lives. One origin, so that the sender of every call can be checked. */
export const bundleOrigin = 'app://bundle'

/** What the page may load. Radix sets inline styles; everything else comes from the bundle. */
export const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
].join('; ')

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/** The file of `folder` that a URL of the bundle names; null when it names none, or one outside. */
export function bundlePath(folder: string, url: string): string | null {
  if (!URL.canParse(url)) return null
  const { protocol, host, pathname } = new URL(url)
  if (`${protocol}//${host}` !== bundleOrigin) return null
  const name = decode(pathname)
  if (name === null || /[\0\\:]/.test(name)) return null
  const path = join(folder, name === '/' ? 'index.html' : name)
  return path.startsWith(folder + sep) && typeOf(path) !== null ? path : null
}

/** The media type by the file's ending; null for kinds that no bundle holds, source maps included. */
export function typeOf(path: string): string | null {
  return types[extname(path).toLowerCase()] ?? null
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null // a malformed escape names no file
  }
}
