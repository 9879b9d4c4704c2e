import { Emitter } from '#shared/emitter'
import { isAppError } from '#shared/errors'
import type { AppView } from '#shared/ipc/contract'
import { findFreePort } from '../proxy/find-free-port.ts'
import { findPortOwner } from '../proxy/find-port-owner.ts'
import type { ProxyServer } from '../proxy/proxy-server.ts'

export type EndpointView = AppView['endpoint']

/** `127.0.0.1:8080` or `[::1]:8080`, as the configuration has it, checked there. */
export function parseListen(listen: string): { readonly host: string; readonly port: number } {
  const colon = listen.lastIndexOf(':')
  return { host: listen.slice(0, colon), port: Number(listen.slice(colon + 1)) }
}

/** The one place that opens, moves and closes the proxy's port, and knows what became of it. */
export class Endpoint implements AsyncDisposable {
  readonly #createProxy: () => ProxyServer
  readonly #changed = new Emitter<EndpointView>()
  readonly onChange = this.#changed.on
  #proxy: ProxyServer | null = null
  #view: EndpointView = { state: 'closed', url: '' }
  #moving: Promise<void> = Promise.resolve()

  /** @param createProxy - a proxy listens once; moving to another port takes a new one */
  constructor(createProxy: () => ProxyServer) {
    this.#createProxy = createProxy
  }

  get view(): EndpointView {
    return this.#view
  }

  /** The proxy behind the endpoint; null before the first {@link open} and after {@link close}. */
  get proxy(): ProxyServer | null {
    return this.#proxy
  }

  /** Opens `listen`, leaving the earlier address first. A taken port is a state, not an error: see {@link view}. */
  open(listen: string): Promise<void> {
    this.#moving = this.#moving.catch(() => {}).then(() => this.#open(listen))
    return this.#moving
  }

  /** From now on new calls are answered with 503; those in flight go on. */
  refuse(): void {
    this.#proxy?.refuse()
  }

  /** Refuses new calls, lets those in flight end within `graceMs`, frees the port. */
  close(graceMs = 5_000): Promise<void> {
    this.#moving = this.#moving.catch(() => {}).then(() => this.#close(graceMs))
    return this.#moving
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
    this.#changed[Symbol.dispose]()
  }

  async #open(listen: string): Promise<void> {
    await this.#close(1_000)
    const { host, port } = parseListen(listen)
    const wanted = `http://${listen}/mcp`
    this.#show({ state: 'opening', url: wanted })
    this.#proxy = this.#createProxy()
    try {
      const { url } = await this.#proxy.listen(host, port)
      this.#show({ state: 'listening', url })
    } catch (error) {
      if (!isAppError(error, 'PORT_TAKEN')) {
        this.#show({ state: 'closed', url: wanted })
        throw error
      }
      const [owner, nextFreePort] = await Promise.all([findPortOwner(port), findFreePort(host, port + 1)])
      this.#show({ state: 'taken', url: wanted, owner, nextFreePort })
    }
  }

  async #close(graceMs: number): Promise<void> {
    const proxy = this.#proxy
    if (proxy === null) return
    await proxy.close({ graceMs })
    this.#proxy = null
    this.#show({ state: 'closed', url: this.#view.url })
  }

  #show(view: EndpointView): void {
    this.#view = view
    this.#changed.emit(view)
  }
}
