import { posix } from 'node:path'

/** The program of a command, without folder and ending, in lower case; versions are dropped (`python3.12` is `python`). */
export function programOf(command: string | undefined): string {
  if (command === undefined) return ''
  const name = posix.basename(command.trim().replaceAll('\\', '/')).toLowerCase()
  return name.replace(/\.(?:cmd|exe|bat|ps1)$/, '').replace(/^(python|pip|node)[\d.]{0,8}$/, '$1')
}
