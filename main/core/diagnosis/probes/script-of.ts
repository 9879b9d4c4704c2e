import { basename, isAbsolute, resolve } from 'node:path'
import type { ServerConfig } from '#shared/config'

/** Options of node and python that are followed by a value of their own. */
const withValue = /^(?:-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--env-file|-W|-X)$/
/** Instead of a script: a module, code, or what else the interpreter finds by itself. */
const noScript = /^(?:-m|-c|-e|-p|--eval|--print|--test|--run|--check)$/

export const programOf = (command: string): string =>
  basename(command.replaceAll('\\', '/'))
    .toLowerCase()
    .replace(/\.(?:exe|cmd|bat|ps1)$/, '')

/** True for `node`, `python3.12`, `deno` and their kin: programs whose first argument is a script. */
export const isInterpreter = (program: string): boolean =>
  /^(?:node(?:js)?|bun|python[\d.]*|pypy[\d.]*|ruby|php)$/.test(program)

/** The script that an interpreter is told to run, absolute, or null when it is no plain file. */
export function scriptOf({ command, args }: Pick<ServerConfig, 'command' | 'args'>, folder: string): string | null {
  if (command === undefined || !isInterpreter(programOf(command))) return null
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? ''
    if (noScript.test(arg)) return null
    if (withValue.test(arg)) index++
    else if (!arg.startsWith('-')) {
      const isPath = isAbsolute(arg) || /[/\\]/.test(arg) || /\.(?:[cm]?[jt]s|py|rb|php)$/i.test(arg)
      return isPath && !/^[a-z][a-z0-9+.-]+:/i.test(arg) ? resolve(folder, arg) : null
    } else if (arg === '-') return null
  }
  return null
}
