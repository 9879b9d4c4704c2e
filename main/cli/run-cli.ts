import { suggestKey } from '#core/config/suggest-key'
import { AppError, isAppError } from '#shared/errors'
import { UsageError, type Command } from './command.ts'
import { commands } from './commands.ts'
import { exitCodes } from './exit-codes.ts'
import { formatCommandHelp, formatHelp } from './help.ts'
import type { CliIo } from './io.ts'
import { printError, printJson } from './print.ts'

/** More names than these would hide the message. */
const shownNames = 20

/**
 * Runs one command line.
 *
 * @param argv - what follows the program's name
 * @returns the exit code
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  const json = argv.includes('--json')
  try {
    return await runCommand(argv, io)
  } catch (error) {
    if (json) printJson(io, { error: { code: codeOf(error), message: (error as Error).message } })
    if (error instanceof UsageError) {
      printError(io, `${error.message}; see "mcpproxy help"`)
      return exitCodes.usage
    }
    printError(io, describeError(error))
    return isAppError(error, 'NO_OWNER') ? exitCodes.noOwner : exitCodes.failed
  }
}

async function runCommand(argv: readonly string[], io: CliIo): Promise<number> {
  const [first, ...rest] = hoistOptions(argv)
  const wantsHelp = argv.slice(0, endOfOptions(argv)).some(arg => arg === '--help' || arg === '-h')
  if (first === '--version' || first === '-V') {
    if (rest.includes('--json')) printJson(io, { version: io.version })
    else io.stdout.write(`${io.version}\n`)
    return exitCodes.ok
  }
  const json = argv.slice(0, endOfOptions(argv)).includes('--json')
  const showHelp = (text: string) => (json ? printJson(io, { help: text }) : io.stdout.write(text))
  const name = first === 'help' ? withoutCommonOptions(rest)[0] : first
  if (name === undefined || name.startsWith('-')) {
    if (name === undefined || wantsHelp || first === 'help') {
      showHelp(formatHelp())
      return first === undefined ? exitCodes.usage : exitCodes.ok
    }
    throw new UsageError(`unknown option "${name}"`)
  }
  const command = findCommand(name)
  if (first !== 'help' && !wantsHelp) return command.run(rest, io)
  showHelp(formatCommandHelp(command))
  return exitCodes.ok
}

/** Common options may stand before the command as well. */
function hoistOptions(argv: readonly string[]): readonly string[] {
  let count = 0
  for (let arg = argv[count]; arg !== undefined; arg = argv[count]) {
    if (arg === '--json' || arg.startsWith('--data-dir=')) count += 1
    else if (arg === '--data-dir') count += 2
    else break
  }
  const [command, ...rest] = argv.slice(count)
  return command === undefined ? [] : [command, ...argv.slice(0, count), ...rest]
}

const withoutCommonOptions = (args: readonly string[]): string[] =>
  args.filter((arg, index) => !arg.startsWith('-') && args[index - 1] !== '--data-dir')

const endOfOptions = (argv: readonly string[]) => (argv.includes('--') ? argv.indexOf('--') : argv.length)

function findCommand(name: string): Command {
  const command = commands.find(known => known.name === name)
  if (command !== undefined) return command
  const meant = suggestKey(name, [...commands.map(known => known.name), 'help'])
  throw new UsageError(`unknown command "${name}"${meant === null ? '' : `; did you mean "${meant}"?`}`)
}

/** One line that names the thing and what to do. */
function describeError(error: unknown): string {
  if (isAppError(error, 'NO_OWNER')) {
    return `no MCPProxy runs for this data folder; start it with "mcpproxy serve" or open the application`
  }
  if (isAppError(error, 'SERVER_UNKNOWN')) {
    const { name, known } = error.details
    const meant = suggestKey(name, known)
    if (meant !== null) return `there is no server "${name}"; did you mean "${meant}"?`
    if (known.includes(name)) return `the entry of "${name}" in the configuration must be put right first`
    return `there is no server "${name}"; ${listNames(known)}`
  }
  if (isAppError(error, 'TOOL_UNKNOWN')) return `${error.message}; "mcpproxy tools" lists them`
  if (error instanceof AppError) return error.message
  const { code, path } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' && path !== undefined) return `there is no file ${path}`
  return (error as Error).message
}

function listNames(known: readonly string[]): string {
  if (known.length === 0) return 'none is configured'
  const more = known.length - shownNames
  return `there are: ${known.slice(0, shownNames).join(', ')}${more > 0 ? ` and ${more} more, see "mcpproxy status"` : ''}`
}

const codeOf = (error: unknown): string =>
  error instanceof AppError ? error.code : error instanceof UsageError ? 'USAGE' : 'FAILED'
