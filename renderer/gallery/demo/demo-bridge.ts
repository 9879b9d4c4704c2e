import type { EventPayload, LogLine, Patch, ServerView, Snapshot } from '#shared/ipc/contract'
import type { Preferences } from '#shared/ipc/desktop-contract'
import { unknownDesktop } from '../../stores/desktop-store.ts'
import { FakeBridge } from '../../stores/fake-bridge.ts'
import { stir } from './crowd.ts'
import { attemptsOf, cleanupsOf, logLine, logOf, toolsOf } from './details.ts'
import { createRandom } from './random.ts'
import { snapshotOf, type Scenario } from './scenarios.ts'

export interface DemoOptions {
  readonly preferences?: Partial<Preferences>
  /** Changes a second, sent in ten messages. @default 0 */
  readonly changesPerSecond?: number
  /** Log lines a second for every server whose log is shown. @default 0 */
  readonly linesPerSecond?: number
  /** Answers nothing while true. */
  readonly lost?: boolean
}

const messagesPerSecond = 10

/** Main as the window knows it, with made-up servers that obey. For the gallery and its tests only. */
export class DemoBridge extends FakeBridge implements Disposable {
  #state: Snapshot
  #preferences: Preferences
  readonly #random = createRandom(11)
  readonly #timers: ReturnType<typeof setInterval>[] = []
  #lines = 0

  constructor(scenario: Scenario, options: DemoOptions = {}) {
    super()
    this.#state = snapshotOf(scenario, Date.now())
    this.#preferences = { ...unknownDesktop.preferences, ...options.preferences }
    if (scenario !== 'lost') this.answers = this.#createAnswers()
    const { changesPerSecond = 0, linesPerSecond = 0 } = options
    if (changesPerSecond > 0)
      this.#every(1_000 / messagesPerSecond, () => this.#stir(changesPerSecond / messagesPerSecond))
    if (linesPerSecond > 0) this.#every(1_000 / linesPerSecond, () => this.#log())
  }

  get snapshot(): Snapshot {
    return this.#state
  }

  /** Changes servers by hand, as a test does. */
  change(servers: readonly ServerView[], app: Partial<Snapshot['app']> = {}): void {
    const { revision } = this.#state
    const changed = new Map(servers.map(server => [server.name, server]))
    this.#state = {
      revision: revision + 1,
      app: { ...this.#state.app, ...app },
      servers: this.#state.servers.map(server => changed.get(server.name) ?? server),
    }
    const patch: Patch = {
      since: revision,
      revision: revision + 1,
      servers: [...servers],
      removed: [],
      app: this.#state.app,
    }
    this.emit('app:changed', patch)
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer)
  }

  #createAnswers(): FakeBridge['answers'] {
    const named = (name: string) => {
      const server = this.#state.servers.find(one => one.name === name)
      if (!server) throw new Error(`${name} is not a demo server`)
      return server
    }
    const obey = (name: string, change: Partial<ServerView>) => {
      const server = { ...named(name), ...change }
      this.change([server])
      return server
    }
    const calm = { phase: null, nextAttemptAt: null, suspension: null, retryCount: 0 } as const
    const up = () => ({ ...calm, status: 'ready', desired: 'enabled', readySinceAt: Date.now(), toolCount: 6 }) as const
    return {
      'app:snapshot': () => this.#state,
      'app:pause': () => this.change([], { paused: true }),
      'app:resume': () => this.change([], { paused: false }),
      'app:quit': () => undefined,
      'app:usePort': ({ port }) =>
        this.change([], { endpoint: { state: 'listening', url: `http://127.0.0.1:${port}/mcp` } }),
      'alert:dismiss': ({ id }) => this.change([], { alerts: this.#state.app.alerts.filter(alert => alert.id !== id) }),
      'server:enable': ({ name }) => obey(name, up()),
      'server:disable': ({ name }) =>
        obey(name, { ...calm, status: 'disabled', desired: 'disabled', readySinceAt: null, toolCount: 0, pid: null }),
      'server:restart': ({ name }) => obey(name, up()),
      'server:attempts': ({ name }) => attemptsOf(named(name), Date.now()),
      'server:cleanups': ({ name }) => cleanupsOf(named(name ?? ''), Date.now()),
      'server:log': ({ name }) => (named(name).status === 'disabled' ? [] : logOf(400, Date.now())),
      'tools:list': ({ server }) => toolsOf(named(server ?? '')),
      'window:target': () => null,
      'clipboard:write': () => undefined,
      'shell:open': () => undefined,
      'preferences:get': () => this.#preferences,
      'preferences:set': change => {
        this.#preferences = { ...this.#preferences, ...(change as Partial<Preferences>) } // only given keys are sent
        this.emit('preferences:changed', this.#preferences)
        return this.#preferences
      },
      'desktop:state': () => ({ ...unknownDesktop, preferences: this.#preferences }),
      'desktop:dismissAlert': () => undefined,
    }
  }

  #every(ms: number, run: () => void): void {
    this.#timers.push(setInterval(run, ms))
  }

  #stir(count: number): void {
    const { servers } = this.#state
    const changed = new Map<string, ServerView>()
    for (let index = 0; index < count; index++) {
      const server = servers[Math.floor(this.#random() * servers.length)]
      if (server) changed.set(server.name, stir(changed.get(server.name) ?? server, Date.now(), this.#random))
    }
    this.change([...changed.values()])
  }

  #log(): void {
    const lines: LogLine[] = [logLine(++this.#lines + 4, Date.now())]
    for (const { name } of this.#state.servers.slice(0, 12)) {
      const payload: EventPayload<'log:lines'> = { server: name, lines }
      this.emit('log:lines', payload)
    }
  }
}
