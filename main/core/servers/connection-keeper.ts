import { categories } from '#shared/categories'
import type { ServerConfig, Settings } from '#shared/config'
import { Emitter } from '#shared/emitter'
import type { CleanupView, FailureView } from '#shared/ipc/contract'
import type { JsonRpcNotification } from '#shared/json-rpc'
import type { Phase, Suspension } from '#shared/status'
import type { ServerLog } from '../log/log.ts'
import { waitOrWake, type Wake } from '../power/wait-or-wake.ts'
import type { CleanupRecord } from '../transports/transport.ts'
import { connectTimeoutMs } from '../policy/connect-timeout.ts'
import { retryDelayMs } from './backoff.ts'
import { ConnectionAttempt, type Connection } from './connection-attempt.ts'
import type { ServerDependencies } from './dependencies.ts'
import { isBug, networkMissed } from './failure.ts'
import { judgeFailure } from './judge-failure.ts'
import { offerKinds } from './offer.ts'
import { initialState, next, type ActorEvent, type ActorState, type NextStep } from './runtime.ts'
import { serveSession, type SessionEvents } from './serve-session.ts'
import type { StartQueue } from './start-queue.ts'
import type { OfferKind } from './upstreams.ts'

/** Nothing but a bound: an event ends the wait. */
const dayMs = 86_400_000

/** Attempts that the time-out is learnt from: enough to hold its twenty successes among some failures. */
const HISTORY = 40

export interface KeeperOptions {
  /** Asked for whenever a limit is needed, so that an edit holds at once. */
  readonly settings: () => Settings
  readonly queue: StartQueue
  /** The place in the config file. */
  readonly order: () => number
}

/** Keeps one server connected: attempt, session, failure, wait, and again. Owns everything that it opens. */
export class ConnectionKeeper implements Disposable {
  readonly #name: string
  readonly #options: KeeperOptions
  readonly #dependencies: ServerDependencies
  readonly #log: ServerLog
  #state: ActorState = initialState
  #attempt: ConnectionAttempt | null = null
  #connection: Connection | null = null
  suspension: Suspension | null
  lastFailure: FailureView | null = null
  lastAttemptAt: number | null = null
  #latencyMs: number | null = null
  /** Failures in a row that were the machine's. */
  #quietFailures = 0
  readonly #changed = new Emitter<void>()
  readonly #offerChanged = new Emitter<readonly OfferKind[]>()
  readonly #notified = new Emitter<JsonRpcNotification>()
  readonly #cleaned = new Emitter<CleanupView>()
  readonly onChange = this.#changed.on
  readonly onOfferChanged = this.#offerChanged.on
  readonly onNotification = this.#notified.on
  readonly onCleanup = this.#cleaned.on

  constructor(name: string, suspension: Suspension | null, options: KeeperOptions, dependencies: ServerDependencies) {
    this.#name = name
    this.suspension = suspension
    this.#options = options
    this.#dependencies = dependencies
    this.#log = dependencies.logs.server(name)
  }

  get state(): ActorState {
    return this.#state
  }

  /** Null unless ready. */
  get connection(): Connection | null {
    return this.#state.runtime.kind === 'ready' ? this.#connection : null
  }

  get transport(): Connection['transport'] | null {
    return this.#attempt?.transport ?? null
  }

  /** Round trip of the last ping of this session, in milliseconds. */
  get latencyMs(): number | null {
    return this.connection === null ? null : this.#latencyMs
  }

  apply(event: ActorEvent): void {
    const before = this.#state
    this.#state = next(before, event)
    if (this.#state === before) return
    this.#changed.emit()
    const isReady = this.#state.runtime.kind === 'ready'
    if (isReady !== (before.runtime.kind === 'ready')) this.#offerChanged.emit(offerKinds)
  }

  /** Tells that something about the server changed which is no part of its state. */
  touch(): void {
    this.#changed.emit()
  }

  /** Resolves, never rejects, when it was aborted or only a person can help, and all that it opened is gone. */
  async keep(server: ServerConfig, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.#dependencies.whenFree !== undefined) await this.#dependencies.whenFree(this.#name, signal)
      if (this.#dependencies.power?.waitsForNetwork(server) === true) await this.#awaitNetwork(server, signal)
      if (signal.aborted) return
      const attempt = this.#newAttempt(server)
      const error = await this.#connect(attempt, signal)
      const then = signal.aborted ? null : (this.#guard(() => this.#fail(attempt, error)) ?? this.#retryLater())
      if (then !== null) this.apply({ kind: 'failed', attemptId: attempt.id, then })
      else if (this.#connection === null) this.#record(attempt, 'cancelled', null)
      this.#connection = null
      await this.#close(attempt)
      if (then?.kind !== 'retry') return
      const wake = then.needs === undefined ? this.#wakeOf(server) : null // it is no cure for a missing sign-in
      await waitOrWake(Math.max(0, then.at - Date.now()), signal, wake)
    }
  }

  [Symbol.dispose](): void {
    for (const emitter of [this.#changed, this.#offerChanged, this.#notified, this.#cleaned]) emitter[Symbol.dispose]()
  }

  /** Holds attempts back that only a network could help. Not a failure: nothing was tried. */
  async #awaitNetwork(server: ServerConfig, signal: AbortSignal): Promise<void> {
    const { power } = this.#dependencies
    while (power?.waitsForNetwork(server) === true && !signal.aborted) {
      const at = Date.now()
      this.lastFailure = networkMissed(at)
      this.apply({ kind: 'network-missed', at })
      this.#say('info', 'waiting for the network')
      await waitOrWake(dayMs, signal, this.#wakeOf(server))
    }
  }

  /** What may end a wait of this server early. */
  #wakeOf(server: ServerConfig): Wake | null {
    return this.#dependencies.power?.wakeOf(server, this.#options.order) ?? null
  }

  #newAttempt(server: ServerConfig): ConnectionAttempt {
    const id = this.#dependencies.newId()
    const { queue, order } = this.#options
    const history = this.#guard(() => this.#dependencies.state.attempts(this.#name, HISTORY)) ?? []
    const options = {
      ...{ id, server, queue, log: this.#log },
      rank: [this.#state.retryCount, order()] as const,
      limitMs: () => connectTimeoutMs(server, history, this.#limits.connection_timeout_seconds * 1_000),
      onPhase: (phase: Phase) => this.apply({ kind: 'phase-entered', attemptId: id, phase }),
    }
    this.#attempt = new ConnectionAttempt(options, this.#dependencies)
    this.lastAttemptAt = this.#attempt.startedAt
    this.apply({ kind: 'attempt-queued', attemptId: id })
    return this.#attempt
  }

  /** Resolves with what ended the attempt, or the session that it led to. */
  async #connect(attempt: ConnectionAttempt, signal: AbortSignal): Promise<unknown> {
    try {
      const connection = await attempt.connect(signal)
      signal.throwIfAborted()
      return await this.#serve(attempt, connection, signal)
    } catch (error) {
      return error
    }
  }

  #serve(attempt: ConnectionAttempt, connection: Connection, signal: AbortSignal): Promise<unknown> {
    const events: SessionEvents = {
      onServing: () => this.#becomeReady(attempt, connection),
      onStable: () => this.#trust(attempt),
      onOffer: kinds => {
        this.#offerChanged.emit(kinds)
        this.#changed.emit()
      },
      onNotification: notification => this.#notified.emit(notification),
      onLatency: latencyMs => {
        this.#latencyMs = latencyMs
        this.#changed.emit()
      },
    }
    const { power } = this.#dependencies
    const { server } = attempt
    const own = this.#wakeOf(server)
    const wake = power && own !== null ? { ...own, isPaused: () => !power.checksHealth(server) } : undefined
    return serveSession(connection, events, () => this.#limits.health_check_interval_seconds * 1_000, signal, wake)
  }

  #becomeReady(attempt: ConnectionAttempt, connection: Connection): void {
    this.#connection = connection
    this.lastFailure = null
    this.#quietFailures = 0
    this.#latencyMs = null
    const at = Date.now()
    this.apply({ kind: 'became-ready', attemptId: attempt.id, at })
    this.#guard(() => this.#dependencies.failurePolicy?.becameReady(this.#name, at)) // before it is on record
    this.#record(attempt, 'ready', null)
    const tools = connection.offer.offer.tools.length
    const took = Date.now() - attempt.startedAt
    this.#say('info', `ready in ${took} ms with ${tools} ${tools === 1 ? 'tool' : 'tools'}`)
  }

  /** A suspension ends only now: a server that comes back for a moment is not cured. */
  #trust(attempt: ConnectionAttempt): void {
    this.apply({ kind: 'ran-stably', attemptId: attempt.id })
    this.#guard(() => this.#dependencies.failurePolicy?.ranStably(this.#name, Date.now()))
    this.#hold(null)
    this.#changed.emit()
  }

  #hold(suspension: Suspension | null): void {
    if (suspension === this.suspension) return
    this.suspension = suspension
    this.#dependencies.state.setSuspension(this.#name, suspension)
  }

  /** Judges a failure, and tells and keeps what it was. */
  #fail(attempt: ConnectionAttempt, error: unknown): NextStep {
    const { classify, redact, random, failurePolicy: policy, logs } = this.#dependencies
    if (isBug(error)) logs.main.error('Unexpected error in a connection', { server: this.#name, error })
    const wasReady = this.#connection !== null
    const { server, phase, evidence } = attempt
    const { retryCount, signInCount } = this.#state
    const at = Date.now()
    const isCounted = this.#dependencies.power?.countsFailures(server) ?? true
    this.#quietFailures = isCounted ? 0 : this.#quietFailures + 1
    const { diagnosis, view, suspension, then } = judgeFailure(
      error,
      { server, phase, evidence, wasReady },
      {
        ...{ classify, redact, random, policy, signInCount, at, isCounted },
        // Those that do not count make the waits longer all the same; the first one is tried again soon.
        retryCount: retryCount + Math.max(0, this.#quietFailures - 1),
        heldBy: this.suspension,
        maxDelayMs: this.#maxDelayMs,
      },
    )
    this.lastFailure = view
    this.#record(attempt, wasReady ? 'ready' : 'failed', view)
    this.#hold(suspension)
    const when =
      then.kind === 'retry'
        ? `${/[.!?…]$/.test(view.summary) ? '' : '.'} Next attempt in ${Math.ceil((then.at - at) / 1_000)} s.`
        : ''
    const isGrave = then.kind === 'rest' || categories[diagnosis.category].counts === 'terminal'
    const level = !isCounted ? 'info' : isGrave ? 'error' : 'warn'
    const held = suspension === null ? '' : ` Auto-disabled: ${suspension.reason}.`
    this.#say(level, `${view.summary}${held}${when}`, { category: diagnosis.category })
    return then
  }

  /** What follows a failure that could not be judged. */
  #retryLater(): NextStep {
    const { random } = this.#dependencies
    return { kind: 'retry', at: Date.now() + retryDelayMs(this.#state.retryCount, { maxMs: this.#maxDelayMs, random }) }
  }

  async #close(attempt: ConnectionAttempt): Promise<void> {
    const record = await attempt.close().catch((error: unknown): CleanupRecord => {
      this.#dependencies.logs.main.error('Closing a connection failed', { server: this.#name, error })
      return { outcome: 'unverified', pids: [], durationMs: 0 }
    })
    this.#attempt = null
    if (record === null) return
    const view: CleanupView = { server: this.#name, at: Date.now(), ...record, pids: [...record.pids] }
    this.#guard(() => this.#dependencies.state.recordCleanup(view))
    if (record.outcome === 'leaked') this.#say('error', `left processes behind: ${record.pids.join(', ')}`)
    this.#cleaned.emit(view)
  }

  #record(attempt: ConnectionAttempt, outcome: 'ready' | 'failed' | 'cancelled', failure: FailureView | null): void {
    this.#guard(() => this.#dependencies.state.recordAttempt(attempt.view(outcome, failure)))
  }

  get #limits(): Settings['connection_management'] {
    return this.#options.settings().connection_management
  }

  get #maxDelayMs(): number {
    return this.#limits.retry_backoff_max_seconds * 1_000
  }

  /** A defect of ours, or a database that gave up, must not end the loop: it is told, and the server goes on. */
  #guard<T>(run: () => T): T | undefined {
    try {
      return run()
    } catch (error) {
      this.#dependencies.logs.main.error('Unexpected error about a connection', { server: this.#name, error })
      return undefined
    }
  }

  #say(level: 'info' | 'warn' | 'error', text: string, facts: { readonly category?: string } = {}): void {
    this.#log[level](text, facts)
    this.#dependencies.logs.main[level](`${this.#name}: ${text}`, facts)
  }
}
