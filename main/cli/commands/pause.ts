import { parseCommandLine, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { withOwner } from '../owner.ts'
import { printJson } from '../print.ts'

/** Pausing waits until every server is gone, each with its grace period. */
const pauseLimitMs = 120_000

const pauseOrResume = (verb: 'pause' | 'resume', summary: string, done: string): Command => ({
  name: verb,
  summary,
  usage: [verb],
  options: [],
  async run(argv, io) {
    const { values } = parseCommandLine(argv, {})
    await withOwner(io, values, client => client.call(`app:${verb}`, undefined, { timeoutMs: pauseLimitMs }))
    if (values.json) printJson(io, { paused: verb === 'pause' })
    else io.stdout.write(`${done}\n`)
    return exitCodes.ok
  },
})

export const pause = pauseOrResume(
  'pause',
  'Stop all servers; the endpoint keeps answering with empty lists.',
  'Paused. "mcpproxy resume" starts the servers again.',
)
export const resume = pauseOrResume('resume', 'Start the servers again after a pause.', 'Resumed.')
