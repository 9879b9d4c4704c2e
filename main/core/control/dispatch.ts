import { z } from 'zod'
import { AppError } from '#shared/errors'
import { calls, type CallName, type Handlers, type Reply } from '#shared/ipc/contract'
import type { Log } from '../log/log.ts'

export const isCallName = (name: unknown): name is CallName => typeof name === 'string' && Object.hasOwn(calls, name)

/**
 * Serves one call of the contract: parses what came and what goes back. Never throws: failures travel as data,
 * and a bug's message, which may hold anything, goes to the log only.
 */
export async function dispatch(
  handlers: Handlers,
  name: unknown,
  rawInput: unknown,
  log: Log,
): Promise<Reply<unknown>> {
  if (!isCallName(name)) {
    const channel = String(name).slice(0, 100)
    return failure(new AppError('IPC_REJECTED', `There is no call named "${channel}"`, { channel }))
  }
  try {
    const input = calls[name].input.safeParse(rawInput ?? undefined) // JSON has no undefined
    if (!input.success) {
      throw new AppError('IPC_REJECTED', `Wrong input for ${name}: ${z.prettifyError(input.error)}`, { channel: name })
    }
    const handle = handlers[name] as (parsed: unknown) => Promise<unknown> // safe: parsed by the same entry
    return { ok: true, value: calls[name].output.parse(await handle(input.data)) }
  } catch (error) {
    if (error instanceof AppError) return failure(error)
    log.error(`The call ${name} failed unexpectedly`, { error })
    return failure(
      new AppError('INTERNAL', 'Something went wrong inside MCPProxy; its log says what', { channel: name }),
    )
  }
}

export const failure = ({ code, message, details }: AppError): Reply<never> => ({
  ok: false,
  error: { code, message, details },
})
