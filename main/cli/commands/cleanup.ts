import { parseCommandLine, type Command } from '../command.ts'
import { formatDuration, formatTook } from '../describe-server.ts'
import { exitCodes } from '../exit-codes.ts'
import { withOwner } from '../owner.ts'
import { colouring, formatTable, oneLine, printJson } from '../print.ts'

export const cleanup: Command = {
  name: 'cleanup',
  summary: 'Show what was stopped and whether anything was left behind.',
  usage: ['cleanup [NAME]'],
  options: [],
  async run(argv, io) {
    const { values, positionals } = parseCommandLine(argv, {}, ['NAME?'])
    const [name] = positionals
    const list = await withOwner(io, values, client =>
      client.call('server:cleanups', name === undefined ? {} : { name }),
    )
    if (values.json) printJson(io, list)
    else if (list.length === 0) io.stdout.write('Nothing was stopped yet.\n')
    else {
      const colour = colouring(io)
      const heading = ['STOPPED', 'SERVER', 'OUTCOME', 'TOOK', 'PROCESSES'].map(title => colour('bold', title))
      const rows = list.map(({ at, server, outcome, durationMs, pids, opened = [] }) => [
        `${formatDuration(io.now() - at)} ago`,
        oneLine(server),
        outcome === 'leaked' ? colour('red', outcome) : outcome,
        formatTook(durationMs),
        // What a server opened for the user, such as a browser, is left running.
        [...pids, ...opened.map(pid => `opened ${pid}`)].join(' '),
      ])
      io.stdout.write(formatTable([heading, ...rows]))
    }
    return list.some(({ outcome }) => outcome === 'leaked') ? exitCodes.failed : exitCodes.ok
  },
}
