import { isObject, type JsonObject } from '#shared/json-rpc'
import { parseCommandLine, parseCount, UsageError, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { withOwner } from '../owner.ts'
import { printable, printJson } from '../print.ts'

export const call: Command = {
  name: 'call',
  summary: 'Call a tool and show its result.',
  usage: ['call TOOL [--args JSON] [--timeout SECONDS]'],
  options: [
    ['--args JSON', 'the arguments, as a JSON object (default {})'],
    ['--timeout SECONDS', 'how long to wait (default 300)'],
  ],
  async run(argv, io) {
    const { values, positionals } = parseCommandLine(
      argv,
      { args: { type: 'string', default: '{}' }, timeout: { type: 'string', default: '300' } },
      ['TOOL'],
    )
    const [name = ''] = positionals
    const input = { name, arguments: parseArguments(values.args) }
    const timeoutMs = parseCount(values.timeout, '--timeout', 86_400) * 1_000
    const { result } = await withOwner(io, values, client => client.call('tools:call', input, { timeoutMs }))
    if (values.json || !isObject(result)) printJson(io, result)
    else io.stdout.write(formatResult(result))
    return isObject(result) && result.isError === true ? exitCodes.failed : exitCodes.ok
  },
}

function parseArguments(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // answered below: what is no JSON is no object either
  }
  throw new UsageError(`--args must be a JSON object, such as '{"path": "/tmp"}'`)
}

/** The parts that people read; a server may send anything, so nothing is taken for granted. */
function formatResult(result: JsonObject): string {
  const content = Array.isArray(result.content) ? (result.content as unknown[]) : []
  if (content.length === 0) return `${JSON.stringify(result.structuredContent ?? result, null, 2)}\n`
  return content.map(part => `${formatPart(part)}\n`).join('')
}

function formatPart(part: unknown): string {
  if (!isObject(part)) return JSON.stringify(part)
  if (typeof part.text === 'string') return printable(part.text).trimEnd()
  if (typeof part.data !== 'string') return JSON.stringify(part)
  const kind = [part.type, part.mimeType].filter(word => typeof word === 'string').join(' ')
  return `[${printable(kind)}, ${Buffer.byteLength(part.data, 'base64')} bytes; --json has them]`
}
