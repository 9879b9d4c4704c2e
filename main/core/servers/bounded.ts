import { AppError } from '#shared/errors'

/**
 * Runs `run` for at most `limitMs`. Leaves no timer and no listener behind, whoever wins.
 *
 * @param what - named in the error, such as `initialize`
 * @throws {AppError} `TIMEOUT`; the signal's reason when it aborts first; whatever `run` throws
 */
export async function bounded<T>(
  what: string,
  limitMs: number,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  const own = new AbortController()
  const onAbort = () => own.abort(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  const timer = setTimeout(
    () => own.abort(new AppError('TIMEOUT', `No end of ${what} within ${limitMs / 1_000} s`, { what, limitMs })),
    limitMs,
  )
  try {
    const aborted = new Promise<never>((_, reject) => {
      own.signal.addEventListener('abort', () => reject(own.signal.reason as Error), { once: true })
    })
    return await Promise.race([aborted, run(own.signal)])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}
