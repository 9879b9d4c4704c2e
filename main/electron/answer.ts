import type { z } from 'zod'
import { AppError } from '#shared/errors'
import type { Reply } from '#shared/ipc/contract'
import { desktopCalls, type DesktopCallName, type DesktopHandlers } from '#shared/ipc/desktop-contract'
import type { Log } from '#core/log/log'

/** True when the desktop answers this call itself. */
export function isDesktopCall(name: string): name is DesktopCallName {
  return Object.hasOwn(desktopCalls, name)
}

/**
 * Answers one of the desktop's own calls: both payloads are checked, and failures are data.
 * A bug's message may hold secrets: the window gets a code, the log gets the rest.
 */
export async function answerDesktopCall(
  handlers: DesktopHandlers,
  name: DesktopCallName,
  raw: unknown,
  log: Log,
): Promise<Reply<unknown>> {
  const { input, output }: { input: z.ZodType; output: z.ZodType } = desktopCalls[name]
  const handle = handlers[name] as (input: unknown) => Promise<unknown> // safe: parsed by the same entry
  try {
    const parsed = input.safeParse(raw)
    if (!parsed.success) throw new AppError('IPC_REJECTED', `The input of ${name} is malformed.`, { channel: name })
    return { ok: true, value: output.parse(await handle(parsed.data)) }
  } catch (error) {
    if (error instanceof AppError) {
      return { ok: false, error: { code: error.code, message: error.message, details: error.details } }
    }
    log.error('A call of the window failed', { call: name, error })
    return {
      ok: false,
      error: { code: 'INTERNAL', message: 'Something went wrong; the log says what.', details: null },
    }
  }
}
