import type { AttemptView } from '#shared/ipc/contract'
import { parseCommandLine, parseCount, type Command } from '../command.ts'
import { formatDuration, formatTook } from '../describe-server.ts'
import { exitCodes } from '../exit-codes.ts'
import { withOwner } from '../owner.ts'
import { colouring, formatTable, oneLine, printJson } from '../print.ts'

export const attempts: Command = {
  name: 'attempts',
  summary: 'Show a server’s connection attempts, newest first.',
  usage: ['attempts NAME [-n N]'],
  options: [['-n, --lines N', 'how many (default 20)']],
  async run(argv, io) {
    const { values, positionals } = parseCommandLine(argv, { lines: { type: 'string', short: 'n', default: '20' } }, [
      'NAME',
    ])
    const [name = ''] = positionals
    const limit = parseCount(values.lines, '--lines', 500)
    const list = await withOwner(io, values, client => client.call('server:attempts', { name, limit }))
    if (values.json) printJson(io, list)
    else if (list.length === 0) io.stdout.write(`There was no attempt to connect ${oneLine(name)} yet.\n`)
    else {
      const colour = colouring(io)
      const heading = ['STARTED', 'OUTCOME', 'TOOK', 'PHASE', 'CAUSE'].map(title => colour('bold', title))
      io.stdout.write(formatTable([heading, ...list.map(attempt => rowOf(attempt, io.now()))]))
    }
    return exitCodes.ok
  },
}

function rowOf(attempt: AttemptView, nowAt: number): string[] {
  const { failure } = attempt
  return [
    `${formatDuration(nowAt - attempt.startedAt)} ago`,
    attempt.outcome,
    attempt.endedAt === null ? '' : formatTook(attempt.endedAt - attempt.startedAt),
    failure?.phase ?? attempt.phases.at(-1)?.name ?? '',
    failure === null ? '' : `${failure.category}: ${oneLine(failure.summary)}`,
  ]
}
