import type { ServerConfig, Settings } from '#shared/config'
import { Emitter } from '#shared/emitter'
import type { Suspension } from '#shared/status'
import type { FailurePolicy, ReportedFailure } from '../servers/dependencies.ts'
import type { State } from '../store/state.ts'
import { afterFailure, afterReady, afterStableRun, cleanHistory, type FailureHistory } from './failure-history.ts'
import { Incidents } from './incidents.ts'
import { rebuildHistory } from './rebuild-history.ts'
import { cureSignOf, lookIntervalMs, type CureSign } from './recovery-times.ts'

/** More than the usual threshold; reading all that is kept would hold up a start of hundreds of servers. */
const rebuiltAttempts = 30

export interface AutoDisableOptions {
  /** Asked for each time, so that an edit holds at once. */
  readonly settings: () => Settings
  readonly state: Pick<State, 'attempts' | 'suspensions' | 'flag' | 'setFlag'>
  /** Whether something can be looked at to see that this cause is gone. */
  readonly canLook: (failure: ReportedFailure) => boolean
  readonly incidents?: Incidents
}

export interface Suspended {
  readonly failure: ReportedFailure
  readonly suspension: Suspension
}

/** Counts failures and decides when a server is disabled. It remembers; the deciding is in `failure-history.ts`. */
export class AutoDisable implements FailurePolicy, Disposable {
  readonly #options: AutoDisableOptions
  readonly #incidents: Incidents
  readonly #histories = new Map<string, FailureHistory>()
  readonly #suspended = new Emitter<Suspended>()
  /** A server that was trusted is held back from now on. One that failed again after it came back is not told of. */
  readonly onSuspended = this.#suspended.on

  constructor(options: AutoDisableOptions) {
    this.#options = options
    this.#incidents = options.incidents ?? new Incidents()
  }

  judge(failure: ReportedFailure): Suspension | null {
    const { server, diagnosis, at, suspension: earlier } = failure
    const { auto_disable: settings } = this.#options.settings()
    const counted = { ...diagnosis, at, suspended: earlier !== null }
    const { history, verdict } = afterFailure(this.#historyOf(server.name, at), counted, this.#limitsOf(server))
    this.#histories.set(server.name, history)
    if (verdict === null) return null

    const sign = cureSignOf(diagnosis.category, this.#options.canLook(failure))
    const next = settings.recovery === 'auto' ? { nextProbeAt: at + this.waitMs(sign, verdict.repeats) } : {}
    const object = diagnosis.object == null ? {} : { object: diagnosis.object }
    const { category } = diagnosis
    const now = { category, failures: verdict.failures, repeats: verdict.repeats, ...object, ...next }
    if (earlier !== null) {
      const { nextProbeAt: _past, object: _old, watched: _before, ...kept } = earlier
      return { ...kept, ...now }
    }
    const incidentId = this.#incidents.idFor(category, server, at)
    const suspension: Suspension = { reason: verdict.reason, sinceAt: at, incidentId, ...now }
    // Heard after the suspension has been written down.
    if (verdict.repeats === 0) queueMicrotask(() => this.#suspended.emit({ failure, suspension }))
    return suspension
  }

  becameReady(server: string, at: number): void {
    this.#histories.set(server, afterReady(this.#historyOf(server, at), at))
  }

  ranStably(server: string, at: number): void {
    this.#histories.set(server, afterStableRun(this.#historyOf(server, at)))
  }

  forgive(server: string, at: number): void {
    const history = this.#historyOf(server, at)
    this.#histories.set(server, cleanHistory)
    if (history.failedAt.length > 0 || history.suspensions > 0) {
      this.#options.state.setFlag(forgivenFlag(server), String(at)) // a restart must not count them again
    }
  }

  forget(server: string): void {
    this.#histories.delete(server)
  }

  /** The wait until a suspended server is looked at again, in milliseconds. */
  waitMs(sign: CureSign, repeats: number): number {
    return lookIntervalMs(sign, repeats, this.#options.settings().auto_disable.probe_interval_seconds * 1_000)
  }

  [Symbol.dispose](): void {
    this.#suspended[Symbol.dispose]()
  }

  #limitsOf(server: ServerConfig) {
    const { enabled, failure_threshold, window_minutes } = this.#options.settings().auto_disable
    const threshold = server.auto_disable_threshold ?? failure_threshold
    return { enabled, threshold, windowMs: window_minutes * 60_000 }
  }

  #historyOf(server: string, at: number): FailureHistory {
    const known = this.#histories.get(server)
    if (known !== undefined) return known
    const { state, settings } = this.#options
    const windowMs = settings().auto_disable.window_minutes * 60_000
    const forgivenAt = Number(state.flag(forgivenFlag(server)) ?? 0)
    const suspension = state.suspensions().get(server) ?? null
    const history = rebuildHistory(state.attempts(server, rebuiltAttempts), suspension, { at, windowMs, forgivenAt })
    this.#histories.set(server, history)
    return history
  }
}

const forgivenFlag = (server: string) => `forgiven:${server}`
