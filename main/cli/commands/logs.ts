import type { ControlClient } from '#core/control/control-client'
import type { LogLine } from '#shared/ipc/contract'
import { parseCommandLine, parseCount, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import type { CliIo } from '../io.ts'
import { withOwner } from '../owner.ts'
import { colouring, printable, printError, printJson, type Colour } from '../print.ts'

export const logs: Command = {
  name: 'logs',
  summary: 'Show the last lines of a server’s log, or follow it.',
  usage: ['logs NAME [-f] [-n N]'],
  options: [
    ['-f, --follow', 'keep showing new lines until Ctrl-C; with --json one line of JSON each'],
    ['-n, --lines N', 'how many of the last lines (default 200)'],
  ],
  async run(argv, io) {
    const { values, positionals } = parseCommandLine(
      argv,
      {
        follow: { type: 'boolean', short: 'f', default: false },
        lines: { type: 'string', short: 'n', default: '200' },
      },
      ['NAME'],
    )
    const [name = ''] = positionals
    const limit = parseCount(values.lines, '--lines', 5_000)
    return withOwner(io, values, async client => {
      if (values.follow)
        return follow(
          client,
          name,
          limit,
          line => io.stdout.write(values.json ? `${JSON.stringify(line)}\n` : formatLine(line, io)),
          io,
        )
      const lines = await client.call('server:log', { name, limit })
      if (values.json) printJson(io, lines)
      else io.stdout.write(lines.map(line => formatLine(line, io)).join(''))
      return exitCodes.ok
    })
  },
}

async function follow(
  client: ControlClient,
  name: string,
  limit: number,
  show: (line: LogLine) => void,
  io: CliIo,
): Promise<number> {
  const waiting: LogLine[] = []
  let take: (line: LogLine) => void = line => waiting.push(line)
  const ended = endOf(client, io)
  // Subscribed before the last lines are asked for, so that none is missed between.
  await client.on('log:lines', ({ server, lines }) => {
    if (server === name) for (const line of lines) take(line)
  })
  const last = await client.call('server:log', { name, limit })
  const shown = new Set(last.map(keyOf))
  for (const line of last) show(line)
  for (const line of waiting) if (!shown.has(keyOf(line))) show(line)
  take = show
  return ended
}

function endOf(client: ControlClient, io: CliIo): Promise<number> {
  return new Promise(resolve => {
    const signals = io.onSignal(signal => {
      signals[Symbol.dispose]()
      resolve(signal === 'SIGPIPE' ? exitCodes.ok : exitCodes.interrupted) // a reader that has seen enough is no error
    })
    client.onClose(() => {
      signals[Symbol.dispose]()
      printError(io, 'MCPProxy has stopped')
      resolve(exitCodes.noOwner)
    })
  })
}

const keyOf = ({ at, source, text }: LogLine) => `${at} ${source} ${text}`

const tints: { readonly [level: string]: Colour } = { error: 'red', warn: 'yellow' }

function formatLine(line: LogLine, io: CliIo): string {
  const time = new Date(line.at).toISOString().slice(0, 23).replace('T', ' ')
  const text = printable(line.text).trimEnd()
  const tint = tints[line.level]
  const what = line.source === 'proxy' ? line.level : line.source
  return `${time} ${what.padEnd(6)} ${tint === undefined ? text : colouring(io)(tint, text)}\n`
}
