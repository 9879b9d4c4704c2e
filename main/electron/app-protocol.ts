import { readFile } from 'node:fs/promises'
import { protocol, type Session } from 'electron'
import { bundlePath, contentSecurityPolicy, typeOf } from './bundle-path.ts'

/** Must run before Electron is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the window's bundle in `folder`, and nothing else. */
export function serveBundle(session: Session, folder: string): void {
  session.protocol.handle('app', async request => {
    const path = bundlePath(folder, request.url)
    const type = path === null ? null : typeOf(path)
    const content = path === null || request.method !== 'GET' ? null : await readIfPresent(path)
    if (content === null || type === null) return new Response('Not found', { status: 404, headers: commonHeaders })
    return new Response(new Uint8Array(content), { headers: { ...commonHeaders, 'content-type': type } })
  })
}

const commonHeaders = {
  'content-type': 'text/plain; charset=utf-8',
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
}

async function readIfPresent(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return null
    throw error
  }
}
