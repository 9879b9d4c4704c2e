import type { ReportEntry } from '#shared/failure-report'
import type { DiagnosisView, EventPayload, LogLine, Patch, ServerView, Snapshot } from '#shared/ipc/contract'
import { sleep } from '#shared/sleep'
import type { Preferences } from '#shared/ipc/desktop-contract'
import { unknownDesktop } from '../../stores/desktop-store.ts'
import { FakeBridge } from '../../stores/fake-bridge.ts'
import { stir } from './crowd.ts'
import { attemptsOf, cleanupsOf, logLine, logOf, toolsOf } from './details.ts'
import { diagnosisOf } from './diagnosis.ts'
import { createRandom } from './random.ts'
import { reportEntryOf, reportOf, reportsOf } from './reports.ts'
import { snapshotOf, type Scenario } from './scenarios.ts'

export interface DemoOptions {
  readonly preferences?: Partial<Preferences>
  /** Changes a second, sent in ten messages. @default 0 */
  readonly changesPerSecond?: number
  /** Log lines a second for every server whose log is shown. @default 0 */
  readonly linesPerSecond?: number
  /** How long an attempt to connect, or one look of a diagnose, takes. @default 0 */
  readonly stepMs?: number
}

const messagesPerSecond = 10

/** Main as the window knows it, with made-up servers that obey. For the gallery and its tests only. */
export class DemoBridge extends FakeBridge implements Disposable {
  #state: Snapshot
  #preferences: Preferences
  readonly #random = createRandom(11)
  readonly #written: ReportEntry[] = []
  readonly #stepMs: number
  readonly #timers: ReturnType<typeof setInterval>[] = []
  #lines = 0

  constructor(scenario: Scenario, options: DemoOptions = {}) {
    super()
    this.#state = snapshotOf(scenario, Date.now())
    this.#stepMs = options.stepMs ?? 0
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
    /** What failed goes on failing, unless it needs no more than to be wanted. */
    const tryAgain = async (name: string): Promise<ServerView> => {
      const server = named(name)
      const { lastError } = server
      const startedAt = Date.now()
      if (this.#stepMs > 0 || server.status === 'auto-disabled')
        obey(name, { ...calm, status: 'connecting', desired: 'enabled', phase: 'install', lastAttemptAt: startedAt })
      await sleep(this.#stepMs)
      if (lastError === null || !staysBroken(server)) return obey(name, up())
      const failure = { ...lastError, at: Date.now() }
      return obey(name, {
        ...calm,
        status: 'retrying',
        lastError: failure,
        retryCount: 1,
        nextAttemptAt: startedAt + 9_000,
      })
    }
    const reports = (name: string) => [
      ...this.#written.filter(({ server }) => server === name),
      ...reportsOf(named(name), this.#state.app.startedAt),
    ]
    return {
      'app:snapshot': () => this.#state,
      'app:pause': () => this.change([], { paused: true }),
      'app:resume': () => this.change([], { paused: false }),
      'app:quit': () => undefined,
      'app:usePort': ({ port }) =>
        this.change([], { endpoint: { state: 'listening', url: `http://127.0.0.1:${port}/mcp` } }),
      'alert:dismiss': ({ id }) => this.change([], { alerts: this.#state.app.alerts.filter(alert => alert.id !== id) }),
      'server:enable': ({ name }) => tryAgain(name),
      'server:disable': ({ name }) =>
        obey(name, { ...calm, status: 'disabled', desired: 'disabled', readySinceAt: null, toolCount: 0, pid: null }),
      'server:restart': ({ name }) => tryAgain(name),
      'server:diagnose': ({ name }) => this.#diagnose(named(name)),
      'reports:list': ({ server }) => reports(server ?? ''),
      'reports:get': ({ id }) => {
        const server = this.#state.servers.find(({ name }) => reports(name).some(entry => entry.id === id))
        const entry = reports(server?.name ?? '').find(one => one.id === id)
        if (!server || !entry) throw new Error(`${id} is not a demo report`)
        return reportOf(server, entry)
      },
      'report:create': ({ name }) => {
        const at = Date.now()
        const entry = { ...reportEntryOf(named(name), at), category: named(name).lastError?.category ?? null }
        this.#written.unshift(entry)
        this.emit('report:created', entry)
        return entry
      },
      'server:inspect': () => ({ url: 'http://127.0.0.1:6274' }),
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

  async #diagnose(server: ServerView): Promise<DiagnosisView> {
    const found = diagnosisOf(server, Date.now())
    const total = found.checks.length + 1
    for (const [index, { name: step, ok }] of found.checks.entries()) {
      await sleep(this.#stepMs)
      this.emit('diagnose:progress', { server: server.name, step, ok, done: index + 1, total })
    }
    await sleep(this.#stepMs * 4)
    this.emit('diagnose:progress', { server: server.name, step: 'Trial start', ok: found.healthy, done: total, total })
    return { ...found, durationMs: Date.now() - found.at + 2_340, at: found.at - 2_340 }
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

/** Held back for a cause outside of us: trying again fails again. */
const staysBroken = ({ lastError }: ServerView): boolean => lastError?.category === 'npm_package_not_found'
