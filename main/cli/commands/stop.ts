import { sleep } from '#shared/sleep'
import { AppError, isAppError } from '#shared/errors'
import { parseCommandLine, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { withOwner } from '../owner.ts'
import { printJson } from '../print.ts'

/** An ordered stop gives clients and servers their grace periods and then verifies. */
const stopLimitMs = 120_000

export const stop: Command = {
  name: 'stop',
  summary: 'Stop MCPProxy and every server, in order and verified.',
  usage: ['stop'],
  options: [],
  async run(argv, io) {
    const { values } = parseCommandLine(argv, {})
    await withOwner(io, values, async client => {
      const gone = new AbortController()
      client.onClose(() => gone.abort())
      try {
        await client.call('app:quit', undefined, { timeoutMs: stopLimitMs })
      } catch (error) {
        if (!isAppError(error, 'NO_OWNER')) throw error // gone before it could answer is what was asked for
      }
      const isLate = await sleep(stopLimitMs, gone.signal).then(
        () => true,
        () => false, // aborted: it is gone
      )
      const details = { what: 'stopping', limitMs: stopLimitMs }
      if (isLate) throw new AppError('TIMEOUT', `MCPProxy did not stop within ${stopLimitMs / 1_000} s`, details)
    })
    if (values.json) printJson(io, { stopped: true })
    else io.stdout.write('Stopped.\n')
    return exitCodes.ok
  },
}
