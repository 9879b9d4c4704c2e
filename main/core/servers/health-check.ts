import type { Wake } from '../power/wait-or-wake.ts'
import type { Session } from './session.ts'
import { RpcError } from './upstreams.ts'

const MAX_MISSES = 3
/** A ping is a few bytes: an answer that takes longer counts as none. */
const PING_LIMIT_MS = 10_000
/** How often a health check that is switched off looks whether it has been switched on. */
const OFF_MS = 60_000

export interface HealthReport {
  onLatency(latencyMs: number): void
  /** Three pings in a row were missed. Told once; the check has stopped. */
  onDead(misses: number, limitMs: number): void
}

/** What a sleep of the machine, or the way back of its network, means for one session: few outlive it, so it is looked at once. */
export interface WakeWatch extends Wake {
  /** While true a missed ping would prove nothing. */
  readonly isPaused: () => boolean
}

/** After a sleep a live server answers at once, or its connection is gone. */
const WAKE_LIMIT_MS = 5_000

/** Pings a session that has been quiet for an interval. A call in flight is not quiet: its own time limit applies. */
export class HealthCheck implements Disposable {
  readonly #session: Session
  readonly #intervalMs: () => number
  readonly #report: HealthReport
  readonly #abort = new AbortController()
  #timer: NodeJS.Timeout | null = null
  #misses = 0
  readonly #wake: WakeWatch | null
  readonly #subscription: Disposable | undefined
  /** A round that a wake has overtaken ends without a word. */
  #round = 0

  /** @param intervalMs - asked for each time; 0 means off */
  constructor(session: Session, intervalMs: () => number, report: HealthReport, wake: WakeWatch | null = null) {
    this.#session = session
    this.#intervalMs = intervalMs
    this.#report = report
    this.#wake = wake
    this.#subscription = wake?.onWake(() => this.#wakeUp(wake.staggerMs()))
    this.#schedule()
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#subscription?.[Symbol.dispose]()
    this.#abort.abort(new Error('The health check has ended'))
  }

  #schedule(): void {
    if (this.#abort.signal.aborted) return
    const receivedBefore = this.#session.received
    const intervalMs = this.#intervalMs()
    this.#timer = setTimeout(() => void this.#check(intervalMs, receivedBefore), intervalMs || OFF_MS)
  }

  #wakeUp(delayMs: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    const round = ++this.#round
    this.#timer = setTimeout(() => void this.#checkAwake(round), delayMs)
  }

  /** One missed ping is enough now. */
  async #checkAwake(round: number): Promise<void> {
    this.#misses = 0
    await this.#ping(WAKE_LIMIT_MS)
    if (round !== this.#round || this.#abort.signal.aborted) return
    if (this.#misses === 0 || this.#wake?.isPaused() === true) return this.#schedule()
    this.#report.onDead(this.#misses, WAKE_LIMIT_MS)
  }

  async #check(intervalMs: number, receivedBefore: number): Promise<void> {
    const round = this.#round
    if (this.#wake?.isPaused() === true) return this.#schedule()
    if (this.#session.received > receivedBefore) this.#misses = 0
    else if (intervalMs > 0 && this.#session.inFlight === 0) await this.#ping(intervalMs)
    if (round !== this.#round) return
    if (this.#misses < MAX_MISSES) return this.#schedule()
    if (!this.#abort.signal.aborted) this.#report.onDead(this.#misses, pingLimitMs(intervalMs))
  }

  async #ping(intervalMs: number): Promise<void> {
    const startedAt = performance.now()
    const options = { timeoutMs: pingLimitMs(intervalMs), signal: this.#abort.signal }
    try {
      await this.#session.request('ping', undefined, options)
    } catch (error) {
      // Any answer is an answer; -32601 only means that the server does not know the word.
      if (!(error instanceof RpcError)) return void this.#misses++
    }
    this.#misses = 0
    this.#report.onLatency(Math.round((performance.now() - startedAt) * 10) / 10)
  }
}

function pingLimitMs(intervalMs: number): number {
  return Math.min(intervalMs, PING_LIMIT_MS)
}
