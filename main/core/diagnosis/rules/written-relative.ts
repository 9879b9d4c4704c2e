import type { CaseFacts } from '../case-facts.ts'

/** Folders where desktop applications start; nobody keeps a server right there. */
const startFolders =
  /^(?:\/?|\/(?:Users|home)\/[^/]+|\/root|\/usr(?:\/.*)?|\/Applications\/.*|\/opt\/[^/]+|[A-Z]:\/?|[A-Z]:\/Users\/[^/]+|[A-Z]:\/Windows(?:\/.*)?|[A-Z]:\/Program Files.*|.*\/AppData\/Local\/.*)$/i

/** True when a missing path is a relative one, looked for in a folder where no server is: the working directory is wrong. */
export function isWrittenRelative(path: string | undefined, { evidence }: CaseFacts): boolean {
  if (path === undefined || path === '') return false
  const missing = path.replaceAll('\\', '/').replace(/^file:\/\//, '')
  if (/^\/[\w.-]+\.(?:[cm]?[jt]s|py|jar|rb)$|system32\//i.test(missing)) return true
  return evidence.server.args.some(argument => {
    const written = argument.replaceAll('\\', '/').replace(/^\.\//, '')
    if (!/[./]/.test(written) || /^(?:\/|~|[A-Za-z]:|-|@|\$)/.test(written)) return false
    return missing.endsWith(`/${written}`) && startFolders.test(missing.slice(0, -written.length - 1))
  })
}
