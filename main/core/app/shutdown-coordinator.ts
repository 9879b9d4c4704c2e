import type { Settings } from '#shared/config'
import { Emitter } from '#shared/emitter'
import { AppError } from '#shared/errors'
import { shutdownPhases, type AppView, type ShutdownPhase } from '#shared/ipc/contract'
import type { Log } from '../log/log.ts'
import { runShutdown, type PhaseResult } from './shutdown.ts'
import { shutdownDeadlineMs, shutdownLimitsMs } from './shutdown-plan.ts'

/** What each phase does; a phase without work is left out. */
export type ShutdownWork = { readonly [P in ShutdownPhase]?: () => unknown }

export interface ShutdownParts {
  readonly settings: () => Settings['resource_cleanup']
  readonly work: ShutdownWork
  readonly log: Log
  /** Something went wrong that people must be told; one sentence. */
  readonly onProblem: (phase: ShutdownPhase, message: string) => void
}

const whatOf: { readonly [P in ShutdownPhase]: string } = {
  refuse: 'Refusing new calls',
  background: 'Cancelling background work',
  helpers: 'Stopping the startup script and the Inspector',
  calls: 'Ending the calls in flight',
  servers: 'Stopping the servers',
  containers: 'Removing the containers',
  verify: 'Checking that nothing is left',
  close: 'Closing the database and the logs',
}

/** The one ordered way down. Asked twice, it stops once. */
export class ShutdownCoordinator {
  readonly #parts: ShutdownParts
  readonly #changed = new Emitter<void>()
  readonly onChange = this.#changed.on
  #stopping: Promise<void> | null = null
  #view: Omit<NonNullable<AppView['shutdown']>, 'serversLeft'> | null = null

  constructor(parts: ShutdownParts) {
    this.#parts = parts
  }

  get isStopping(): boolean {
    return this.#stopping !== null
  }

  /** Null until a stop has begun. */
  get view(): Omit<NonNullable<AppView['shutdown']>, 'serversLeft'> | null {
    return this.#view
  }

  /** A stop takes no longer than this, in milliseconds, whatever hangs. */
  get deadlineMs(): number {
    return shutdownDeadlineMs(this.#parts.settings())
  }

  /** @throws {AppError} `STOP_INCOMPLETE` when a phase failed or did not end in time; all others were taken all the same */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  async #stop(): Promise<void> {
    const { settings, work, log } = this.#parts
    const limits = shutdownLimitsMs(settings())
    const startedAt = Date.now()
    const problems: string[] = []
    const steps = shutdownPhases.flatMap(phase => {
      const run = work[phase]
      return run === undefined ? [] : [{ phase, limitMs: limits[phase], run }]
    })
    await runShutdown(steps, {
      onPhase: phase => {
        this.#view = { phase, startedAt, phaseStartedAt: Date.now() }
        this.#changed.emit()
        if (phase === 'close') log.info('MCPProxy has stopped', { durationMs: Date.now() - startedAt })
      },
      onResult: result => {
        const problem = this.#tell(result, limits[result.phase])
        if (problem !== null) problems.push(problem)
      },
    })
    this.#changed[Symbol.dispose]()
    if (problems.length > 0) throw new AppError('STOP_INCOMPLETE', problems.join(' '), { problems })
  }

  #tell(result: PhaseResult, limitMs: number): string | null {
    const { phase, outcome, durationMs, error } = result
    const { log, onProblem } = this.#parts
    if (outcome === 'done') {
      if (phase !== 'close') log.debug(whatOf[phase], { durationMs })
      return null
    }
    const why = outcome === 'late' ? `took longer than ${limitMs / 1_000} s` : `failed: ${reasonOf(error)}`
    const message = `${whatOf[phase]} ${why}.`
    log.error(message, { phase, durationMs, error })
    onProblem(phase, message)
    return message
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
