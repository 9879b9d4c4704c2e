import { isDeepStrictEqual } from 'node:util'
import { settingsSchema, type Config, type InvalidServer, type ServerConfig, type Settings } from '#shared/config'
import { Disposables } from '#shared/disposable'
import { Emitter } from '#shared/emitter'
import { AppError } from '#shared/errors'
import type { AppView, CleanupView, ServerView } from '#shared/ipc/contract'
import type { JsonRpcNotification } from '#shared/json-rpc'
import { sleep } from '#shared/sleep'
import { statusOf, type Runtime, type Status } from '#shared/status'
import type { ServerDependencies } from './dependencies.ts'
import { emptyOffer } from './offer.ts'
import { ServerActor } from './server-actor.ts'
import { invalidViewOf, serverViewOf } from './server-view.ts'
import { StartProgress } from './start-progress.ts'
import { StartQueue } from './start-queue.ts'
import type { OfferKind, Upstream, Upstreams, UpstreamSession } from './upstreams.ts'

interface Entry {
  readonly actor: ServerActor
  readonly subscriptions: Disposables
  order: number
  status: Status
}

const idle: Runtime = { kind: 'idle' }

/** All configured servers and their connections. It decides nothing about one server: that is its actor's. */
export class ConnectionManager implements Upstreams, AsyncDisposable {
  readonly #dependencies: ServerDependencies
  readonly #queue: StartQueue
  readonly #progress = new StartProgress()
  /** Removed servers stay until they have stopped, so that their name is never run twice. */
  readonly #entries = new Map<string, Entry>()
  readonly #leaving = new Set<string>()
  #invalid: readonly InvalidServer[] = []
  #invalidSinceAt = 0
  #order: readonly string[] = []
  #settings: Settings = settingsSchema.parse({})
  #paused = false
  #closed = false
  readonly #changedNames = new Set<string>()
  readonly #changed = new Emitter<{ readonly names: readonly string[] }>()
  readonly #offerChanged = new Emitter<{ readonly server: string; readonly kinds: readonly OfferKind[] }>()
  readonly #notified = new Emitter<{ readonly server: string; readonly notification: JsonRpcNotification }>()
  readonly #cleaned = new Emitter<CleanupView>()
  /** Servers whose view changed, told once for all changes of a microtask. Names that are gone from {@link views} were removed. */
  readonly onChange = this.#changed.on
  readonly onOfferChanged = this.#offerChanged.on
  readonly onNotification = this.#notified.on
  /** A child was stopped: `leaked` ones need a person. */
  readonly onCleanup = this.#cleaned.on

  constructor(dependencies: ServerDependencies) {
    this.#dependencies = dependencies
    this.#queue = new StartQueue(this.#settings.connection_management.max_concurrent_connections)
  }

  /** The batch connect of the last start or resume. */
  get startup(): AppView['startup'] {
    return this.#progress.view
  }

  /** Servers that are still going away, removed ones included. */
  get stopping(): string[] {
    const entries = [...this.#entries.values()]
    return entries.filter(({ actor }) => actor.runtime.kind === 'stopping').map(({ actor }) => actor.name)
  }

  /**
   * Makes what runs match `config`: unchanged servers are not touched, changed ones start anew, removed ones stop.
   * Resolves, never rejects, when all that had to stop has stopped; starts are not awaited.
   */
  async apply(config: Config, { paused }: { readonly paused: boolean }): Promise<void> {
    if (this.#closed) return
    const resumed = this.#paused && !paused
    const first = this.#order.length === 0 && this.#entries.size === 0
    this.#paused = paused
    this.#settings = config.settings
    this.#queue.limit = config.settings.connection_management.max_concurrent_connections
    this.#setInvalid(config.invalid)
    const names = config.servers.map(server => server.name)
    this.#setOrder(config.order)
    if (first || resumed) this.#progress.begin()

    const steered: Promise<void>[] = []
    const kept = new Set(names)
    for (const [name, { actor }] of this.#entries) if (!kept.has(name)) steered.push(this.#remove(actor))
    for (const [order, server] of config.servers.entries()) steered.push(this.#place(server, order, first || resumed))
    await Promise.all(steered)
  }

  /** A manual restart forgives: it starts a suspended server too. @throws {AppError} `SERVER_UNKNOWN` */
  async restart(name: string): Promise<void> {
    const actor = this.#known(name)
    actor.forgive()
    await actor.restart()
  }

  /** Ends a suspension, as enabling by hand or a finished fix does. @throws {AppError} `SERVER_UNKNOWN` */
  async unsuspend(name: string): Promise<void> {
    const actor = this.#known(name)
    if (actor.facts.suspension === null) return
    actor.forgive()
    await actor.restart()
  }

  /** The owner of one server's connection. @throws {AppError} `SERVER_UNKNOWN` */
  actor(name: string): ServerActor {
    return this.#known(name)
  }

  /** The owners of all connections, those that are being removed left out. */
  get actors(): readonly ServerActor[] {
    return [...this.#entries.values()].flatMap(({ actor }) => (this.#leaving.has(actor.name) ? [] : [actor]))
  }

  /** In the order of the config file. */
  views(): ServerView[] {
    return this.#order.flatMap(name => this.view(name) ?? [])
  }

  view(name: string): ServerView | undefined {
    const actor = this.#entries.get(name)?.actor
    const invalid = this.#invalid.find(server => server.name === name)
    if (invalid !== undefined) return invalidViewOf(invalid, actor?.runtime ?? idle, this.#invalidSinceAt)
    return actor === undefined || this.#leaving.has(name) ? undefined : serverViewOf(actor, this.#dependencies.redact)
  }

  list(): readonly Upstream[] {
    return this.#order.flatMap(name => this.get(name) ?? [])
  }

  get(name: string): Upstream | undefined {
    const entry = this.#entries.get(name)
    if (entry !== undefined && !this.#leaving.has(name)) return entry.actor
    if (!this.#invalid.some(server => server.name === name)) return undefined
    return { name, runtime: idle, session: null, offer: emptyOffer }
  }

  async whenReady(name: string, signal: AbortSignal): Promise<UpstreamSession> {
    const invalid = this.#invalid.find(server => server.name === name)
    if (invalid === undefined) return this.#known(name).whenReady(signal)
    const message = `Server "${name}" cannot be used: ${invalid.path} ${invalid.reason}`
    throw new AppError('SERVER_NOT_READY', message, { name, status: 'invalid' })
  }

  async settled(limitMs: number): Promise<void> {
    const isSettled = () => ![...this.#entries.values()].some(({ actor }) => actor.isOnItsWay)
    if (isSettled()) return
    const done = new AbortController()
    using _ = this.onChange(() => {
      if (isSettled()) done.abort()
    })
    await sleep(limitMs, done.signal).catch(() => {}) // aborted: settled early
  }

  /** Servers that run or are about to, those that are going away included. */
  get runningCount(): number {
    return [...this.#entries.values()].filter(({ actor }) => actor.runtime.kind !== 'idle').length
  }

  /** Nothing is started any more, for good: what connects or waits for its next attempt stops, what is ready goes on serving. */
  endBackgroundWork(): void {
    this.#closed = true
    const connections = { ...this.#settings.connection_management, health_check_interval_seconds: 0 }
    this.#settings = { ...this.#settings, connection_management: connections }
    for (const { actor } of this.#entries.values()) this.#keepOnlyServing(actor)
  }

  /** Stops everything, in parallel, for good. Resolves with the records of what was stopped, when it is gone. */
  async stopAll(): Promise<CleanupView[]> {
    this.#closed = true
    const records: CleanupView[] = []
    using _ = this.onCleanup(record => records.push(record))
    await Promise.all([...this.#entries.values()].map(({ actor }) => actor.aim(actor.server, false)))
    return records
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopAll()
    for (const { actor, subscriptions } of this.#entries.values()) {
      subscriptions[Symbol.dispose]()
      await actor[Symbol.asyncDispose]()
    }
    this.#entries.clear()
    for (const emitter of [this.#changed, this.#offerChanged, this.#notified, this.#cleaned]) emitter[Symbol.dispose]()
  }

  #place(server: ServerConfig, order: number, isBatch: boolean): Promise<void> {
    const entry = this.#entries.get(server.name) ?? this.#add(server)
    const { actor } = entry
    entry.order = order
    const revived = this.#leaving.delete(server.name)
    const same = isDeepStrictEqual(actor.server, server)
    const running = server.enabled && !this.#paused
    // An edit, or enabling by hand, takes a suspension back.
    if (!same) actor.forgive()
    if (running && isBatch && actor.facts.suspension === null) this.#progress.expect(server.name)
    if (!running) this.#progress.forget(server.name)
    if (same && !revived && actor.wanted === running) return actor.steered
    return actor.aim(server, running)
  }

  #add(server: ServerConfig): Entry {
    const { name } = server
    const actor: ServerActor = new ServerActor(
      server,
      {
        settings: () => this.#settings,
        queue: this.#queue,
        order: () => this.#entries.get(name)?.order ?? 0,
        suspension: this.#dependencies.state.suspensions().get(name) ?? null,
      },
      this.#dependencies,
    )
    const subscriptions = new Disposables()
    subscriptions.use(actor.onChange(() => this.#hear(actor)))
    subscriptions.use(actor.onOfferChanged(kinds => this.#offerChanged.emit({ server: name, kinds })))
    subscriptions.use(actor.onNotification(notification => this.#notified.emit({ server: name, notification })))
    subscriptions.use(actor.onCleanup(record => this.#cleaned.emit(record)))
    const entry = { actor, subscriptions, order: 0, status: statusOf(actor.facts) }
    this.#entries.set(name, entry)
    this.#touch(name)
    return entry
  }

  async #remove(actor: ServerActor): Promise<void> {
    const { name } = actor
    this.#progress.forget(name)
    this.#leaving.add(name)
    this.#touch(name)
    await actor.aim(actor.server, false)
    if (!this.#leaving.delete(name)) return // came back meanwhile
    actor.forgive() // what is gone from the file is not suspended when it returns
    this.#entries.get(name)?.subscriptions[Symbol.dispose]()
    this.#entries.delete(name)
    this.#touch(name)
    await actor[Symbol.asyncDispose]()
  }

  #keepOnlyServing(actor: ServerActor): void {
    if (actor.wanted && actor.runtime.kind !== 'ready') void actor.aim(actor.server, false)
  }

  #hear(actor: ServerActor): void {
    const { name, runtime } = actor
    if (this.#closed) this.#keepOnlyServing(actor)
    this.#progress.see(name, runtime)
    this.#touch(name)
    const entry = this.#entries.get(name)
    const status = statusOf(actor.facts)
    if (entry === undefined || entry.status === status) return
    entry.status = status
    this.#dependencies.state.recordStatus({ server: name, status, at: Date.now() })
  }

  #setInvalid(invalid: readonly InvalidServer[]): void {
    if (isDeepStrictEqual(this.#invalid, invalid)) return
    for (const { name } of [...this.#invalid, ...invalid]) this.#touch(name)
    this.#invalid = invalid
    this.#invalidSinceAt = Date.now()
  }

  #setOrder(order: readonly string[]): void {
    if (isDeepStrictEqual(this.#order, order)) return
    for (const name of [...this.#order, ...order]) this.#touch(name)
    this.#order = order
  }

  #touch(name: string): void {
    this.#changedNames.add(name)
    if (this.#changedNames.size > 1) return
    queueMicrotask(() => {
      const names = [...this.#changedNames]
      this.#changedNames.clear()
      this.#changed.emit({ names })
    })
  }

  #known(name: string): ServerActor {
    const entry = this.#entries.get(name)
    if (entry !== undefined && !this.#leaving.has(name)) return entry.actor
    throw new AppError('SERVER_UNKNOWN', `There is no server "${name}"`, { name, known: this.#order })
  }
}
