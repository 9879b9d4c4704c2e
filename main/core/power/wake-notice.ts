import type { Subscribe } from '#shared/emitter'
import type { ServerView } from '#shared/ipc/contract'
import type { Status } from '#shared/status'
import type { Alerts } from '../app/alerts.ts'
import { quietMs, type PowerEvent } from './power-state.ts'

export interface WakeNoticeParts {
  readonly power: { readonly onChange: Subscribe<PowerEvent> }
  readonly servers: {
    readonly onChange: Subscribe<unknown>
    views(): readonly Pick<ServerView, 'name' | 'status'>[]
  }
  readonly alerts: Alerts
}

const key = 'power'

/** At most one word about a sleep, and only when some servers have not come back when everything had its time. */
export class WakeNotice implements Disposable {
  readonly #parts: WakeNoticeParts
  readonly #subscriptions: readonly Disposable[]
  /** Those that were missing before the machine slept are not the sleep's. */
  #before: readonly string[] = []
  #timer: NodeJS.Timeout | null = null
  #isAway = false
  #isShown = false

  constructor(parts: WakeNoticeParts) {
    this.#parts = parts
    const { power, servers } = parts
    this.#subscriptions = [
      power.onChange(event => this.#hear(event)),
      servers.onChange(() => this.#isShown && this.#look()),
    ]
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    for (const subscription of this.#subscriptions) subscription[Symbol.dispose]()
  }

  #hear(event: PowerEvent): void {
    const isFirst = this.#timer === null && !this.#isAway
    if (event === 'suspend' || event === 'offline') {
      if (isFirst) this.#before = this.#missing()
      this.#isAway = true
      return
    }
    this.#isAway = false
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#look()
    }, quietMs)
  }

  #look(): void {
    const { alerts } = this.#parts
    const names = this.#missing().filter(name => !this.#before.includes(name))
    this.#isShown = names.length > 0
    if (names.length === 0) return alerts.clear(key)
    const which = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ')
    alerts.raise(key, 'helper', `Since the computer woke up or came back online, not connected again: ${which}.`)
  }

  /** Those that are to run and do not, by name. */
  #missing(): string[] {
    const isMissing = ({ status }: { readonly status: Status }) => status === 'connecting' || status === 'retrying'
    return this.#parts.servers
      .views()
      .filter(isMissing)
      .map(({ name }) => name)
  }
}
