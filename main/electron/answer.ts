import { z } from 'zod'
import { AppError } from '#shared/errors'
import type { Reply } from '#shared/ipc/contract'
import { desktopCalls, type DesktopCallName, type DesktopHandlers } from '#shared/ipc/desktop-contract'
import { failure } from '#core/control/dispatch'
import type { Log } from '#core/log/log'

/** True when the desktop answers this call itself, and the core does not know it. */
export const isDesktopCall = (name: string): name is DesktopCallName => Object.hasOwn(desktopCalls, name)

/** Answers one of the desktop's own calls as the core's dispatch does its own: parsed both ways, failures as data. */
export async function answerDesktopCall(
  handlers: DesktopHandlers,
  name: DesktopCallName,
  raw: unknown,
  log: Log,
): Promise<Reply<unknown>> {
  const { input, output }: { input: z.ZodType; output: z.ZodType } = desktopCalls[name]
  const handle = handlers[name] as (parsed: unknown) => Promise<unknown> // safe: parsed by the same entry
  const parsed = input.safeParse(raw)
  if (!parsed.success) {
    const message = `Wrong input for ${name}: ${z.prettifyError(parsed.error)}`
    return failure(new AppError('IPC_REJECTED', message, { channel: name }))
  }
  try {
    return { ok: true, value: output.parse(await handle(parsed.data)) }
  } catch (error) {
    if (error instanceof AppError) return failure(error)
    log.error(`The call ${name} failed unexpectedly`, { error })
    const message = 'Something went wrong inside MCPProxy; its log says what'
    return failure(new AppError('INTERNAL', message, { channel: name }))
  }
}
