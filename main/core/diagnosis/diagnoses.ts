import type { Check } from '#shared/check'
import type { ServerConfig, Settings } from '#shared/config'
import { Emitter } from '#shared/emitter'
import { AppError } from '#shared/errors'
import type { DiagnosisView, EventPayload, FailureView, ServerView } from '#shared/ipc/contract'
import { recommendationsOf } from '../reports/build-report.ts'
import type { ServerDependencies } from '../servers/dependencies.ts'
import type { UpstreamSession } from '../servers/upstreams.ts'
import { checksOfServer } from './probes/checks-of-server.ts'
import type { Probes } from './probes/probes.ts'
import { startForTrial, type TrialResult } from './start-for-trial.ts'
import type { TrialLocks } from './trial-locks.ts'

/** A server to look into, whether or not its connection lives. */
export interface DiagnoseTarget {
  /** As the file has it. */
  readonly server: ServerConfig
  view(): Pick<ServerView, 'status' | 'target' | 'lastError'>
  readonly object: { readonly kind: string; readonly value: string } | null
  /** The live session; waits for one that is on its way. Null when there is none. */
  session(signal: AbortSignal): Promise<UpstreamSession | null>
  /** Writes what was found to the state that people see; null: it works. */
  show(failure: FailureView | null): void
}

export interface DiagnosesOptions {
  readonly dependencies: ServerDependencies
  readonly probes: Probes
  readonly settings: () => Settings
  readonly locks: TrialLocks
}

const recentErrors = 5
const pingLimitMs = 5_000
/** How long a connection under way is waited for before it is looked into. */
const settleLimitMs = 45_000

/** Looks into servers, one diagnose a server at a time: who asks meanwhile gets the same answer. */
export class Diagnoses implements AsyncDisposable {
  readonly #options: DiagnosesOptions
  readonly #running = new Map<string, Promise<DiagnosisView>>()
  readonly #abort = new AbortController()
  readonly #progress = new Emitter<EventPayload<'diagnose:progress'>>()
  readonly onProgress = this.#progress.on

  constructor(options: DiagnosesOptions) {
    this.#options = options
  }

  /** @throws {AppError} `CANCELLED` when it is ended meanwhile */
  diagnose(target: DiagnoseTarget): Promise<DiagnosisView> {
    const { name } = target.server
    const running = this.#running.get(name) ?? this.#diagnose(target).finally(() => this.#running.delete(name))
    this.#running.set(name, running)
    return running
  }

  /** Ends what is under way; resolves when the trials are stopped, verified. */
  async end(): Promise<void> {
    this.#abort.abort(new AppError('CANCELLED', 'MCPProxy is stopping', { what: 'diagnose' }))
    await Promise.allSettled(this.#running.values())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end()
    this.#progress[Symbol.dispose]()
  }

  async #diagnose(target: DiagnoseTarget): Promise<DiagnosisView> {
    const { dependencies, probes } = this.#options
    const { signal } = this.#abort
    signal.throwIfAborted()
    const startedAt = Date.now()
    const { server } = target
    const expanded = await dependencies.expand(server)
    const looks = checksOfServer(expanded.server, probes, { missingVariables: expanded.missing, object: target.object })
    const total = looks.length + 1
    let done = 0
    const tell = (step: string, ok: boolean | null) =>
      this.#progress.emit({ server: server.name, step, ok, done: (done += 1), total })
    const looking = looks.map(async look => {
      const seen = await look()
      tell(seen?.name ?? 'Not applicable', seen?.ok ?? null)
      return seen
    })
    const [seen, result] = await Promise.all([Promise.all(looking), this.#try(target)])
    const isWorking = result.failure === null
    tell('Trial start', isWorking)
    const checks = seen.flatMap(check => (check === null ? [] : this.#redacted(excuse(check, isWorking))))
    if (result.trial.outcome !== 'live') target.show(result.failure?.view ?? null)
    const { status, target: shown, lastError } = target.view()
    const { diagnosis = null, view = null } = result.failure ?? {}
    return {
      ...{ server: server.name, at: startedAt, durationMs: Date.now() - startedAt },
      ...{ healthy: isWorking, status, target: shown, lastError, checks, trial: result.trial },
      recommendations: isWorking
        ? []
        : recommendationsOf({ recommendations: diagnosis?.recommendations ?? [], lastFailure: view, checks }).map(
            dependencies.redact,
          ),
      recentErrors: this.#recentErrors(server.name),
    }
  }

  async #try(target: DiagnoseTarget): Promise<TrialResult> {
    const { dependencies, locks, settings } = this.#options
    const { signal } = this.#abort
    const { server } = target
    const session = await target.session(AbortSignal.any([signal, AbortSignal.timeout(settleLimitMs)]))
    signal.throwIfAborted()
    if (session !== null) {
      const live = await ping(session, signal)
      if (live !== null) return live
    }
    using _ = locks.hold(server.name)
    const seconds = server.connection_timeout_seconds ?? settings().connection_management.connection_timeout_seconds
    return startForTrial(server, dependencies, { limitMs: seconds * 1_000, signal })
  }

  #recentErrors(name: string): DiagnosisView['recentErrors'] {
    const failures = this.#options.dependencies.state.attempts(name, 50).flatMap(({ failure }) => failure ?? [])
    return failures.slice(0, recentErrors).map(({ at, category, summary }) => ({ at, category, summary }))
  }

  #redacted(check: Check): Check {
    const { redact } = this.#options.dependencies
    const { detail, recommendation } = check
    return { ...check, detail: redact(detail), recommendation: recommendation === null ? null : redact(recommendation) }
  }
}

/** A live connection needs no trial, which might be in its way. Null when it does not answer. */
async function ping(session: UpstreamSession, signal: AbortSignal): Promise<TrialResult | null> {
  const startedAt = performance.now()
  const answered = await session.request('ping', undefined, { timeoutMs: pingLimitMs, signal }).then(
    () => true,
    (error: unknown) => error instanceof Error && error.name === 'RpcError', // any answer is an answer
  )
  if (!answered) return null
  const durationMs = Math.round(performance.now() - startedAt)
  const detail = `It runs, and answered a ping in ${durationMs} ms.`
  return { trial: { outcome: 'live', detail, durationMs, output: [], cleanup: null }, failure: null }
}

/** What a single look holds against a server that works after all is no problem. */
function excuse(check: Check, isWorking: boolean): Check {
  const isHint = ['http', 'missing_package', 'runtime_version', 'connection', 'dns'].includes(check.type)
  return isWorking && isHint && check.ok === false ? { ...check, ok: null, recommendation: null } : check
}
