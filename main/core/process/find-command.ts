import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { posix, win32 } from 'node:path'

export type FoundCommand =
  | { readonly kind: 'found'; readonly path: string }
  /** A file is there, but it may not be executed. */
  | { readonly kind: 'not-executable'; readonly path: string }
  | { readonly kind: 'missing' }

export interface CommandPlace {
  /** The child's own environment: its PATH counts, not ours. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly platform?: NodeJS.Platform
}

/** Finds what a system would start for `command`. Looks at files only; starts nothing. */
export async function findCommand(command: string, place: CommandPlace): Promise<FoundCommand> {
  let blocked: string | null = null
  for (const path of commandCandidates(command, place)) {
    const kind = await kindOf(path, place.platform ?? process.platform)
    if (kind === 'executable') return { kind: 'found', path }
    if (kind === 'file') blocked ??= path
  }
  return blocked === null ? { kind: 'missing' } : { kind: 'not-executable', path: blocked }
}

/** The files a system would try, in order. Pure. */
export function commandCandidates(
  command: string,
  { env, cwd, platform = process.platform }: CommandPlace,
): readonly string[] {
  const windows = platform === 'win32'
  const path = windows ? win32 : posix
  const hasFolder = command.includes('/') || (windows && command.includes('\\'))
  const folders = hasFolder ? [cwd] : (variable(env, 'PATH', windows) ?? '').split(path.delimiter).filter(Boolean)
  if (windows && !hasFolder) folders.unshift(cwd) // as CreateProcess and cmd do
  const names = windows ? windowsNames(command, variable(env, 'PATHEXT', true)) : [command]
  return folders.flatMap(folder => names.map(name => path.resolve(cwd, folder.replace(/^"(.*)"$/, '$1'), name)))
}

function windowsNames(command: string, pathExt: string | undefined): string[] {
  const extensions = (pathExt ?? '.COM;.EXE;.BAT;.CMD').split(';').filter(Boolean)
  const own = win32.extname(command).toUpperCase()
  const withExtension = extensions.map(extension => command + extension.toLowerCase())
  return extensions.some(extension => extension.toUpperCase() === own) ? [command, ...withExtension] : withExtension
}

function variable(env: CommandPlace['env'], name: string, ignoreCase: boolean): string | undefined {
  if (!ignoreCase) return env[name]
  return Object.entries(env).find(([key]) => key.toUpperCase() === name)?.[1]
}

async function kindOf(path: string, platform: NodeJS.Platform): Promise<'executable' | 'file' | 'none'> {
  try {
    if (!(await stat(path)).isFile()) return 'none'
  } catch {
    return 'none' // whatever the reason, the system cannot start it from here
  }
  if (platform === 'win32') return 'executable'
  return access(path, constants.X_OK).then(
    () => 'executable' as const,
    () => 'file' as const,
  )
}
