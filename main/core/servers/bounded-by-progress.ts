import { AppError } from '#shared/errors'
import type { Subscribe } from '#shared/emitter'
import { bounded } from './bounded.ts'

export interface ProgressLimits {
  /** Longest silence, in milliseconds. */
  readonly quietMs: number
  /** Longest time in all, in milliseconds. */
  readonly mostMs: number
}

/**
 * Runs `run` for as long as there is progress: each sign of it starts the clock anew, up to a limit in all.
 *
 * @throws {AppError} `TIMEOUT`; the signal's reason when it aborts first; whatever `run` throws
 */
export async function boundedByProgress<T>(
  what: string,
  { quietMs, mostMs }: ProgressLimits,
  signal: AbortSignal,
  onProgress: Subscribe<void>,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return bounded(what, mostMs, signal, async own => {
    let tooQuiet: (error: Error) => void = () => {}
    const quiet = new Promise<never>((_, reject) => (tooQuiet = reject))
    const expire = () => {
      const message = `No progress of ${what} within ${quietMs / 1_000} s`
      tooQuiet(new AppError('TIMEOUT', message, { what, limitMs: quietMs }))
    }
    let timer = setTimeout(expire, quietMs)
    const subscription = onProgress(() => {
      clearTimeout(timer)
      timer = setTimeout(expire, quietMs)
    })
    const end = () => {
      clearTimeout(timer)
      subscription[Symbol.dispose]()
    }
    own.addEventListener('abort', end, { once: true })
    try {
      return await Promise.race([quiet, run(own)])
    } finally {
      own.removeEventListener('abort', end)
      end()
    }
  })
}
