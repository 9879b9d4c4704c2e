import type { ServerConfig } from '#shared/config'
import { Emitter } from '#shared/emitter'
import { AppError } from '#shared/errors'
import type { AttemptView, FailureView } from '#shared/ipc/contract'
import type { Phase } from '#shared/status'
import type { ServerLog } from '../log/log.ts'
import type { CleanupRecord, LinkEvidence, Transport } from '../transports/transport.ts'
import { bounded } from './bounded.ts'
import { boundedByProgress } from './bounded-by-progress.ts'
import type { ServerDependencies } from './dependencies.ts'
import { KnownFailure, MissingVariables, noLinkYet } from './failure.ts'
import { LiveOffer } from './live-offer.ts'
import { runnerPackageOf } from './package-runner.ts'
import { isRunnerChatter } from './runner-chatter.ts'
import { Session } from './session.ts'
import type { StartQueue } from './start-queue.ts'

/** Longest silence of a package runner; whatever it prints is progress. Many print nothing while they download. */
const INSTALL_QUIET_MS = 180_000
/** A download may go on and on, but not for ever. */
const INSTALL_MOST_MS = 900_000

export interface AttemptOptions {
  readonly id: string
  readonly server: ServerConfig
  readonly log: ServerLog
  readonly queue: StartQueue
  readonly rank: readonly [retries: number, order: number]
  /** `connection_timeout_seconds`, in milliseconds: bounds each phase that talks to the server. */
  readonly limitMs: () => number
  readonly onPhase: (phase: Phase) => void
}

/** A server that is ready to be used. */
export interface Connection {
  readonly transport: Transport
  readonly session: Session
  readonly offer: LiveOffer
}

/** One try to connect, from the queue to the first lists. Owns the link, also after it became ready. */
export class ConnectionAttempt {
  readonly id: string
  readonly startedAt = Date.now()
  readonly #options: AttemptOptions
  readonly #dependencies: ServerDependencies
  readonly #phases: { name: Phase; startedAt: number; durationMs: number | null }[] = []
  readonly #output: Disposable[] = []
  #transport: Transport | null = null
  #session: Session | null = null
  #offer: LiveOffer | null = null
  #endedAt: number | null = null
  /** Anything was printed. */
  readonly #heard = new Emitter<void>()
  /** Lines from the server itself, as against its package runner. */
  #onOwnOutput: () => void = () => {}

  constructor(options: AttemptOptions, dependencies: ServerDependencies) {
    this.id = options.id
    this.#options = options
    this.#dependencies = dependencies
  }

  get server(): ServerConfig {
    return this.#options.server
  }

  get phase(): Phase {
    return this.#phases.at(-1)?.name ?? 'queued'
  }

  get transport(): Transport | null {
    return this.#transport
  }

  /** What the link knows so far; before there is one, the message alone. */
  readonly evidence = (message: string): LinkEvidence => {
    const text = this.#dependencies.redact(message)
    return this.#transport?.evidence(text) ?? noLinkYet(text)
  }

  /**
   * Connects. Call {@link close} afterwards, however it ends.
   * @throws {LinkError | RpcError | KnownFailure | MissingVariables | AppError} what went wrong, or the signal's reason
   */
  async connect(signal: AbortSignal): Promise<Connection> {
    const { server, queue, rank } = this.#options
    const { state, preflight } = this.#dependencies
    const runner = runnerPackageOf(server.command, server.args)
    const warmFlag = `warm:${runner?.spec}`
    const cold = runner !== null && state.flag(warmFlag) === null
    this.#enter('queued')
    const slot = await queue.acquire({ rank, coldPackage: cold ? runner.package : null }, signal)
    try {
      this.#enter('preflight')
      const expanded = await bounded('preflight', this.#options.limitMs(), signal, () => this.#expand(server))
      const trouble = await bounded('preflight', this.#options.limitMs(), signal, () => preflight(expanded))
      if (trouble !== null) throw new KnownFailure(trouble)
      signal.throwIfAborted() // the last look at what is wanted before a process comes to life
      const connection = await this.#talk(expanded, cold, signal)
      if (cold) state.setFlag(warmFlag, '1')
      return connection
    } finally {
      slot[Symbol.dispose]()
      this.#endPhase()
    }
  }

  /** Ends the link and proves it; null when there was none, or a remote one. */
  async close(): Promise<CleanupRecord | null> {
    this.#offer?.[Symbol.dispose]()
    this.#session?.end(new AppError('CANCELLED', 'The connection was closed', { what: 'connection' }))
    try {
      return (await this.#transport?.close()) ?? null
    } finally {
      for (const subscription of this.#output) subscription[Symbol.dispose]()
    }
  }

  view(outcome: AttemptView['outcome'], failure: FailureView | null): AttemptView {
    const phases = this.#phases.map(phase => ({ ...phase }))
    return {
      id: this.id,
      server: this.#options.server.name,
      startedAt: this.startedAt,
      endedAt: (this.#endedAt ??= Date.now()), // a session that ends later does not prolong it
      outcome,
      phases,
      failure,
    }
  }

  async #expand(server: ServerConfig): Promise<ServerConfig> {
    const expanded = await this.#dependencies.expand(server)
    if (expanded.missing.length > 0) throw new MissingVariables(expanded.missing)
    return expanded.server
  }

  async #talk(server: ServerConfig, cold: boolean, signal: AbortSignal): Promise<Connection> {
    const { log, limitMs } = this.#options
    this.#enter('spawn')
    const transport = (this.#transport = this.#dependencies.createTransport(server, log, this.id))
    // Listeners come first: a server that dies at once has said why.
    this.#output.push(transport.onOutput(({ source, text }) => this.#hear(source, text)))
    const session = (this.#session = new Session(server.name, transport))
    await bounded('spawn', limitMs(), signal, own => transport.open(own))
    await this.#initialize(session, cold, signal)
    this.#enter('discover')
    const offer = (this.#offer = new LiveOffer(session, log, limitMs))
    await offer.start(signal)
    return { transport, session, offer }
  }

  async #initialize(session: Session, cold: boolean, signal: AbortSignal): Promise<void> {
    const { limitMs } = this.#options
    const { clientInfo } = this.#dependencies
    if (!cold) {
      this.#enter('initialize')
      return bounded('initialize', limitMs(), signal, own => session.initialize(clientInfo, own))
    }
    // Asked at once and answered after the download, which ends when the server prints or answers.
    this.#enter('install')
    const started = new Promise<void>(resolve => (this.#onOwnOutput = resolve))
    const answered = session.initialize(clientInfo, signal)
    answered.catch(() => {}) // heard below, unless the limit comes first
    const limits = { quietMs: Math.max(INSTALL_QUIET_MS, limitMs()), mostMs: Math.max(INSTALL_MOST_MS, limitMs()) }
    await boundedByProgress('install', limits, signal, this.#heard.on, () => Promise.race([answered, started]))
    this.#enter('initialize')
    await bounded('initialize', limitMs(), signal, () => answered)
  }

  #hear(source: 'stderr' | 'stdout', text: string): void {
    this.#options.log.output(source, text)
    this.#heard.emit()
    if (!isRunnerChatter(text)) this.#onOwnOutput()
  }

  #enter(name: Phase): void {
    this.#endPhase()
    this.#phases.push({ name, startedAt: Date.now(), durationMs: null })
    this.#options.onPhase(name)
  }

  #endPhase(): void {
    const last = this.#phases.at(-1)
    if (last !== undefined) last.durationMs ??= Date.now() - last.startedAt
  }
}
