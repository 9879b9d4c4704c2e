import type { ServerConfig } from '#shared/config'
import { Disposables } from '#shared/disposable'
import { AppError } from '#shared/errors'
import type { Subscribe } from '#shared/emitter'
import type { CleanupView, FailureView } from '#shared/ipc/contract'
import type { JsonRpcNotification } from '#shared/json-rpc'
import { isConnecting, statusOf, type Facts, type Runtime, type Suspension } from '#shared/status'
import { ConnectionKeeper, type KeeperOptions } from './connection-keeper.ts'
import type { ServerDependencies } from './dependencies.ts'
import { emptyOffer } from './offer.ts'
import type { Offer, OfferKind, Upstream, UpstreamSession } from './upstreams.ts'

export interface ActorOptions extends KeeperOptions {
  /** What the failure policy decided in an earlier run. */
  readonly suspension: Suspension | null
}

/** What a server is to do. Compared by identity: a new one means a new start. */
interface Goal {
  readonly server: ServerConfig
  /** False while disabled or paused. */
  readonly running: boolean
}

interface Run {
  readonly abort: AbortController
  /** Resolves, never rejects, when everything the run opened is gone. */
  readonly done: Promise<void>
  /** The connection is given up: nothing is left to stop. */
  over: boolean
}

/**
 * The one owner of one server's connection. Commands set a goal; a single worker drives the server there, and the
 * last command wins: what was asked in between and is no longer wanted is not done.
 */
export class ServerActor implements Upstream, AsyncDisposable {
  readonly #dependencies: ServerDependencies
  readonly #keeper: ConnectionKeeper
  #goal: Goal
  #reached: Goal
  #steering: Promise<void> = Promise.resolve()
  #isSteering = false
  /** The next run is the attempt of a suspended server to come back. */
  #returning = false
  #run: Run | null = null
  readonly onChange: Subscribe<void>
  readonly onOfferChanged: Subscribe<readonly OfferKind[]>
  readonly onNotification: Subscribe<JsonRpcNotification>
  readonly onCleanup: Subscribe<CleanupView>

  constructor(server: ServerConfig, options: ActorOptions, dependencies: ServerDependencies) {
    this.#dependencies = dependencies
    this.#keeper = new ConnectionKeeper(server.name, options.suspension, options, dependencies)
    this.#goal = this.#reached = { server, running: false }
    this.onChange = this.#keeper.onChange
    this.onOfferChanged = this.#keeper.onOfferChanged
    this.onNotification = this.#keeper.onNotification
    this.onCleanup = this.#keeper.onCleanup
  }

  get name(): string {
    return this.#goal.server.name
  }

  get server(): ServerConfig {
    return this.#goal.server
  }

  /** What {@link aim} was last told. */
  get wanted(): boolean {
    return this.#goal.running
  }

  /** Resolves, never rejects, when what {@link aim} was last told is done. */
  get steered(): Promise<void> {
    return this.#steering
  }

  get runtime(): Runtime {
    return this.#keeper.state.runtime
  }

  get session(): UpstreamSession | null {
    return this.#keeper.connection?.session ?? null
  }

  get offer(): Offer {
    return this.#keeper.connection?.offer.offer ?? emptyOffer
  }

  get facts(): Facts {
    const { enabled } = this.server
    const { suspension } = this.#keeper
    return { valid: true, desired: enabled ? 'enabled' : 'disabled', suspension, runtime: this.runtime }
  }

  /** What is known beyond the facts, for people. */
  get details(): Pick<ConnectionKeeper, 'state' | 'lastAttemptAt' | 'lastFailure' | 'transport' | 'latencyMs'> {
    return this.#keeper
  }

  /** True while it connects, or is about to. */
  get isOnItsWay(): boolean {
    return isConnecting(this.runtime) || (this.#reached !== this.#goal && this.#shouldRun)
  }

  /** Sets what the server is to do. Resolves, never rejects, when it has stopped or started; a start is not awaited. */
  aim(server: ServerConfig, running: boolean): Promise<void> {
    this.#goal = { server, running }
    if (this.#run !== null && !this.#run.over) {
      this.#run.abort.abort(new AppError('CANCELLED', 'Something else is wanted now', { what: 'connection' }))
      this.#keeper.apply({ kind: 'stop-asked' })
    }
    if (!this.#isSteering) {
      this.#isSteering = true
      this.#steering = this.#steer()
    }
    return this.#steering
  }

  /** Ends the connection, if there is one, and makes a new one without delay. */
  restart(): Promise<void> {
    this.#keeper.apply({ kind: 'retries-forgotten' })
    return this.aim(this.#goal.server, this.#goal.running)
  }

  /** Tries again although suspended, which it stays until it has run stably. False when it may not run, or does. */
  comeBack(): boolean {
    if (!this.#goal.running || this.#keeper.suspension === null || this.#run?.over === false) return false
    this.#returning = true
    void this.aim(this.#goal.server, true)
    return true
  }

  /** Adds to what is known about the suspension, unless it has ended meanwhile. */
  amendSuspension(sinceAt: number, more: Partial<Suspension>): void {
    const { suspension } = this.#keeper
    if (suspension?.sinceAt !== sinceAt) return
    this.#keeper.suspension = { ...suspension, ...more }
    this.#dependencies.state.setSuspension(this.name, this.#keeper.suspension)
    this.#keeper.touch()
  }

  /** Shows what was found out about a server that does not run; null: that it works. */
  showFailure(failure: FailureView | null): void {
    if (this.session !== null) return
    this.#keeper.lastFailure = failure
    this.#keeper.touch()
  }

  /** Forgets failures and suspension, as an enable, an edit or a finished fix does. Does not start anything. */
  forgive(): void {
    this.#keeper.apply({ kind: 'retries-forgotten' })
    this.#dependencies.failurePolicy?.forgive(this.name, Date.now())
    if (this.#keeper.suspension === null) return
    this.#keeper.suspension = null
    this.#dependencies.state.setSuspension(this.name, null)
    this.#keeper.touch()
  }

  /** See {@link Upstreams.whenReady}. */
  whenReady(signal: AbortSignal): Promise<UpstreamSession> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error)
      const owned = new Disposables()
      const settle = (answer: () => void) => {
        owned[Symbol.dispose]()
        answer()
      }
      const look = () => {
        const { session } = this
        if (session !== null) settle(() => resolve(session))
        else if (!this.isOnItsWay) settle(() => reject(this.#notReady()))
      }
      const onAbort = () => settle(() => reject(signal.reason as Error))
      signal.addEventListener('abort', onAbort, { once: true })
      owned.defer(() => signal.removeEventListener('abort', onAbort))
      owned.use(this.onChange(look))
      look()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.aim(this.#goal.server, false)
    this.#keeper[Symbol.dispose]()
  }

  get #shouldRun(): boolean {
    return this.#goal.running && (this.#keeper.suspension === null || this.#returning)
  }

  async #steer(): Promise<void> {
    while (this.#reached !== this.#goal) {
      const goal = this.#goal
      if (this.#run !== null) {
        await this.#run.done
        this.#run = null
        this.#keeper.apply({ kind: 'stopped' })
        if (goal !== this.#goal) continue
      }
      if (this.#shouldRun) {
        const abort = new AbortController()
        const run: Run = { abort, done: this.#keeper.keep(goal.server, abort.signal), over: false }
        void run.done.then(() => (run.over = true))
        this.#run = run
      }
      this.#returning = false
      this.#reached = goal
      this.#keeper.touch()
    }
    this.#isSteering = false
  }

  #notReady(): AppError<'SERVER_NOT_READY'> {
    const { name } = this
    const status = statusOf(this.facts)
    const why = this.#keeper.lastFailure === null ? '' : `: ${this.#keeper.lastFailure.summary}`
    return new AppError('SERVER_NOT_READY', `Server "${name}" is not ready (${status})${why}`, { name, status })
  }
}
