import { isAlive } from '#core/data-folder/process-identity'
import { readOwner } from '#core/data-folder/data-folder-lock'
import { sleep } from '#shared/sleep'
import { AppError, isAppError } from '#shared/errors'
import { parseCommandLine, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { withOwner } from '../owner.ts'
import { printJson } from '../print.ts'

/** An ordered stop gives clients and servers their grace periods and then verifies. */
const stopLimitMs = 120_000
const pollMs = 20

export const stop: Command = {
  name: 'stop',
  summary: 'Stop MCPProxy and every server, in order and verified.',
  usage: ['stop'],
  options: [],
  async run(argv, io) {
    const { values } = parseCommandLine(argv, {})
    const owner = await readOwner(io.host.dataFolder(values['data-dir']))
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
      if (isLate) throw tooLate()
    })
    // The socket goes a moment before the process does.
    const endAt = Date.now() + stopLimitMs
    while (owner !== null && (await isAlive(owner))) {
      if (Date.now() > endAt) throw tooLate()
      await sleep(pollMs)
    }
    if (values.json) printJson(io, { stopped: true })
    else io.stdout.write('Stopped.\n')
    return exitCodes.ok
  },
}

function tooLate(): AppError<'TIMEOUT'> {
  const details = { what: 'stopping', limitMs: stopLimitMs }
  return new AppError('TIMEOUT', `MCPProxy did not stop within ${stopLimitMs / 1_000} s`, details)
}
