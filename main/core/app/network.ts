import { isAppError } from '#shared/errors'
import { createDispatcher, type Dispatcher, type NetworkSettings } from '../transports/dispatcher.ts'
import type { Alerts } from './alerts.ts'

/** The HTTP connections of all remote servers, made anew when the settings change. */
export class Network implements Disposable {
  readonly #alerts: Alerts
  #settings: string | null = null
  #dispatcher: Dispatcher | null = null

  constructor(alerts: Alerts) {
    this.#alerts = alerts
  }

  /** @throws {Error} before the first {@link use} */
  get dispatcher(): Dispatcher {
    if (this.#dispatcher === null) throw new Error('No network settings yet')
    return this.#dispatcher
  }

  /** Takes over changed settings; live connections to remote servers end and come back. What cannot be used is told, and the plain network taken. */
  async use(settings: NetworkSettings): Promise<void> {
    const wanted = JSON.stringify(settings)
    if (wanted === this.#settings) return
    this.#settings = wanted
    const dispatcher = await this.#create(settings)
    this.#dispatcher?.[Symbol.dispose]()
    this.#dispatcher = dispatcher
  }

  [Symbol.dispose](): void {
    this.#dispatcher?.[Symbol.dispose]()
  }

  async #create(settings: NetworkSettings): Promise<Dispatcher> {
    try {
      const dispatcher = await createDispatcher(settings)
      this.#alerts.clear('network')
      return dispatcher
    } catch (error) {
      if (!isAppError(error, 'CONFIG_INVALID')) throw error
      this.#alerts.raise('network', 'config', `${error.message} Until then the network is used without it.`)
      return createDispatcher({})
    }
  }
}
