import { posix, win32 } from 'node:path'

export interface DataFolderChoice {
  /** `--data-dir`. */
  readonly arg?: string | undefined
  readonly env: { readonly [name: string]: string | undefined }
  readonly home: string
  readonly platform?: NodeJS.Platform
  /** What a relative path is relative to. */
  readonly currentFolder?: string
}

/** The data folder, absolute: `--data-dir`, else MCPPROXY_HOME, else `.mcpproxy` in the home folder. */
export function resolveDataFolder(choice: DataFolderChoice): string {
  const { arg, env, home, platform = process.platform, currentFolder = process.cwd() } = choice
  const path = platform === 'win32' ? win32 : posix
  const chosen = [arg, env.MCPPROXY_HOME].find(folder => folder !== undefined && folder.trim() !== '')
  if (chosen === undefined) return path.resolve(currentFolder, home, '.mcpproxy')
  return path.resolve(
    currentFolder,
    chosen.replace(/^~(?=[/\\]|$)/, () => home),
  )
}
