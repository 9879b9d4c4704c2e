import type { ServerConfig } from '#shared/config'
import { Emitter } from '#shared/emitter'
import type { Log } from '../log/log.ts'
import {
  checksHealth,
  countsFailures,
  initialPower,
  needsNetwork,
  next,
  staggerMs,
  waitsForNetwork,
  type PowerEvent,
  type PowerState,
} from './power-state.ts'
import type { Wake } from './wait-or-wake.ts'

/** What the desktop tells: the machine sleeps, wakes up, loses and finds its network. Said twice is said once. */
export interface PowerEvents {
  suspend(): void
  resume(): void
  online(): void
  offline(): void
}

/** What one server's connection asks. */
export interface PowerGate {
  waitsForNetwork(server: ServerConfig): boolean
  countsFailures(server: ServerConfig): boolean
  checksHealth(server: ServerConfig): boolean
  /**
   * When it is time to look at once: after a sleep, and for remote servers when the network is back.
   * @param order - the server's place in the file, by which it gets its turn
   */
  wakeOf(server: ServerConfig, order: () => number): Wake
}

/** What is known of the machine's power and network. It tells; connections decide for themselves. */
export class Power implements PowerEvents, PowerGate, Disposable {
  readonly #log: Log
  readonly #random: () => number
  readonly #changed = new Emitter<PowerEvent>()
  /** Each event that told something new. */
  readonly onChange = this.#changed.on
  #state: PowerState = initialPower

  constructor(log: Log, random: () => number = Math.random) {
    this.#log = log
    this.#random = random
  }

  readonly suspend = (): void => this.#take('suspend')
  readonly resume = (): void => this.#take('resume')
  readonly online = (): void => this.#take('online')
  readonly offline = (): void => this.#take('offline')

  waitsForNetwork(server: ServerConfig): boolean {
    return waitsForNetwork(this.#state, server)
  }

  countsFailures(server: ServerConfig): boolean {
    return countsFailures(this.#state, server, Date.now())
  }

  checksHealth(server: ServerConfig): boolean {
    return checksHealth(this.#state, server)
  }

  wakeOf(server: ServerConfig, order: () => number): Wake {
    const onWake: Wake['onWake'] = listener =>
      this.#changed.on(event => {
        if (event === 'resume' || (event === 'online' && needsNetwork(server))) listener()
      })
    return { onWake, staggerMs: () => staggerMs(order(), this.#random()) }
  }

  [Symbol.dispose](): void {
    this.#changed[Symbol.dispose]()
  }

  #take(event: PowerEvent): void {
    const before = this.#state
    this.#state = next(before, event, Date.now())
    if (this.#state === before) return
    this.#log.info('Power or network changed', { event })
    this.#changed.emit(event)
  }
}
