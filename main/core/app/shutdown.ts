import type { ShutdownPhase } from '#shared/ipc/contract'

export interface ShutdownStep {
  readonly phase: ShutdownPhase
  /** Bound of the wait, in milliseconds. */
  readonly limitMs: number
  readonly run: () => unknown
}

/** How one phase went. `late`: it had not ended within its limit; the next phase began without it. */
export interface PhaseResult {
  readonly phase: ShutdownPhase
  readonly outcome: 'done' | 'late' | 'failed'
  readonly durationMs: number
  readonly error: unknown
}

export interface ShutdownListener {
  /** Before a phase begins. */
  onPhase(phase: ShutdownPhase): void
  /** After it; once more when a late one fails after all. */
  onResult(result: PhaseResult): void
}

/**
 * Takes the steps in their order, each within its limit. One that fails or hangs does not keep the next from its turn.
 * Never throws: what went wrong is in the results.
 */
export async function runShutdown(
  steps: readonly ShutdownStep[],
  listener: ShutdownListener,
): Promise<readonly PhaseResult[]> {
  const results: PhaseResult[] = []
  for (const step of steps) {
    listener.onPhase(step.phase)
    const result = await runStep(step, late => listener.onResult(late))
    results.push(result)
    listener.onResult(result)
  }
  return results
}

async function runStep({ phase, limitMs, run }: ShutdownStep, onLateFailure: (result: PhaseResult) => void) {
  const startedAt = performance.now()
  const result = (outcome: PhaseResult['outcome'], error: unknown): PhaseResult => {
    return { phase, outcome, durationMs: Math.round(performance.now() - startedAt), error }
  }
  let isLate = false
  let timer: NodeJS.Timeout | undefined
  const bound = new Promise<PhaseResult>(resolve => {
    timer = setTimeout(() => {
      isLate = true
      resolve(result('late', null))
    }, limitMs)
  })
  const work = (async () => run())().then(
    () => result('done', null),
    (error: unknown) => {
      const failed = result('failed', error)
      if (isLate) onLateFailure(failed)
      return failed
    },
  )
  try {
    return await Promise.race([work, bound])
  } finally {
    clearTimeout(timer)
  }
}
