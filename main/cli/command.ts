import { parseArgs, type ParseArgsConfig } from 'node:util'
import type { CliIo } from './io.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** One command of the program. */
export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** What follows the program's name, one line a form. */
  readonly usage: readonly string[]
  /** Its own options with what they do; the common ones are not repeated. */
  readonly options: readonly (readonly [option: string, what: string])[]
  /**
   * @param argv - what follows the command's name
   * @returns the exit code
   * @throws {UsageError} when the command line is wrong
   */
  run(argv: readonly string[], io: CliIo): Promise<number>
}

/** The command line is wrong; the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const common = {
  json: { type: 'boolean', default: false },
  'data-dir': { type: 'string' },
} as const satisfies Options

/**
 * Parses what follows a command's name, with the common options.
 *
 * @param positionals - names of what must follow; one that ends in `?` may be left out
 * @throws {UsageError}
 */
export function parseCommandLine<O extends Options>(
  argv: readonly string[],
  options: O,
  positionals: readonly string[] = [],
) {
  const parsed = parse(argv, { ...common, ...options })
  const missing = positionals[parsed.positionals.length]
  if (missing !== undefined && !missing.endsWith('?')) throw new UsageError(`${missing} is missing`)
  const extra = parsed.positionals[positionals.length]
  if (extra !== undefined) throw new UsageError(`"${extra}" is one argument too many`)
  return parsed
}

/** A whole number from 1 on. @throws {UsageError} */
export function parseCount(text: string, option: string, most: number): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > most) {
    throw new UsageError(`${option} must be a whole number from 1 to ${most}, not "${text}"`)
  }
  return count
}

function parse<O extends Options>(argv: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true })
  } catch (error) {
    // Node's message names the option; its second sentence explains `--` at length.
    throw new UsageError((error as Error).message.split('. ')[0]?.replace(/^./, first => first.toLowerCase()) ?? '')
  }
}
