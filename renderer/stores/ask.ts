import type { Reply } from '#shared/ipc/contract'
import type { Bridge, BridgeCallName, BridgeInput, BridgeOutput } from '#shared/ipc/bridge'
import { t } from '../messages.ts'

/** Long enough for a verified stop of one server; a question that takes longer is reported as unanswered. */
const answerLimitMs = 30_000

/** Asks main, with a bound; whatever goes wrong comes back as data. */
export async function ask<K extends BridgeCallName>(
  bridge: Bridge,
  name: K,
  input: BridgeInput<K>,
  limitMs = answerLimitMs,
): Promise<Reply<BridgeOutput<K>>> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const unanswered = new Promise<Reply<never>>(resolve => {
    const message = t('toast.timeout', { seconds: Math.round(limitMs / 1_000) })
    timer = setTimeout(() => resolve({ ok: false, error: { code: 'TIMEOUT', message, details: null } }), limitMs)
  })
  try {
    return await Promise.race([bridge.call(name, input), unanswered])
  } catch (error) {
    // The channel itself broke: main is gone or refused the message.
    return { ok: false, error: { code: 'DISCONNECTED', message: String(error), details: null } }
  } finally {
    clearTimeout(timer)
  }
}
