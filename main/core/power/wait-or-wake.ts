import type { Subscribe } from '#shared/emitter'
import { sleep } from '#shared/sleep'

export interface Wake {
  readonly onWake: Subscribe<void>
  /** Asked when it happens, in milliseconds. */
  readonly staggerMs: () => number
}

/** Waits so long, or until the machine wakes up or finds its network and then for one's turn. Never rejects: look at the signal. */
export async function waitOrWake(durationMs: number, signal: AbortSignal, wake: Wake | null): Promise<void> {
  const woken = new AbortController()
  const subscription = wake?.onWake(() => woken.abort(new Error('Awake')))
  await sleep(durationMs, AbortSignal.any([signal, woken.signal])).catch(() => {}) // aborted
  subscription?.[Symbol.dispose]()
  if (wake !== null && woken.signal.aborted) await sleep(wake.staggerMs(), signal).catch(() => {}) // aborted
}
