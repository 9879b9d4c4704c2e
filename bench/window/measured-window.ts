import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron as electron, type ElectronApplication, type Page } from 'playwright/test'
import type { Display } from './display.ts'

export const root = process.env.MCPPROXY_APP_DIR ?? join(import.meta.dirname, '../..')
const compatRuntime = join(import.meta.dirname, '../../.cache/electron-compat')
const factsFile = 'bench-facts.jsonl'
const markReady = join(import.meta.dirname, 'mark-ready.cjs')

/** An Electron under measurement, with a folder of its own. */
export class MeasuredWindow implements AsyncDisposable {
  readonly app: ElectronApplication
  readonly page: Page
  readonly #folder: string

  private constructor(app: ElectronApplication, page: Page, folder: string) {
    this.app = app
    this.page = page
    this.#folder = folder
  }

  /** @param options.prepare - fills the folder and says how to start over it */
  static async start(
    display: Display,
    prepare: (folder: string) => Promise<{ readonly args: readonly string[]; readonly env?: Record<string, string> }>,
  ): Promise<MeasuredWindow> {
    const folder = await mkdtemp(join(tmpdir(), 'mcpproxy-bench-'))
    const { args, env } = await prepare(folder)
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    if (!existsSync(join(root, 'node_modules/electron/dist')) && existsSync(compatRuntime)) {
      process.env.ELECTRON_OVERRIDE_DIST_PATH ??= compatRuntime // Electron's npm package looks here
    }
    const app = await electron.launch({
      args: ['-r', markReady, ...sandbox, ...args],
      env: {
        ...inherited(),
        ...display.env,
        BENCH_FACTS: join(folder, factsFile),
        HOME: folder,
        XDG_CONFIG_HOME: join(folder, 'config'),
        ...env,
      },
      colorScheme: null,
    })
    return new MeasuredWindow(app, await app.firstWindow(), folder)
  }

  /** When the page first painted anything, or any text, in milliseconds since the epoch. */
  async paintedAt(paint: 'first-paint' | 'first-contentful-paint'): Promise<number> {
    return this.page.evaluate(async name => {
      const { performance, requestAnimationFrame } = globalThis as unknown as PageGlobals
      for (;;) {
        const [entry] = performance.getEntriesByName(name)
        if (entry) return performance.timeOrigin + entry.startTime
        await new Promise(resolve => requestAnimationFrame(() => resolve(null)))
      }
    }, paint)
  }

  /** When Electron was ready, and the stretches since in which main could do nothing else. */
  async start(): Promise<Start> {
    const lines = (await readFile(join(this.#folder, factsFile), 'utf8')).trim().split('\n')
    const facts = lines.map(line => JSON.parse(line) as { readonly readyAt?: number } & Partial<Busy>)
    return {
      readyAt: facts.find(({ readyAt }) => readyAt !== undefined)?.readyAt ?? Number.NaN,
      busy: facts.flatMap(({ busyMs, untilMs }) =>
        busyMs === undefined || untilMs === undefined ? [] : [{ busyMs, untilMs }],
      ),
    }
  }

  /** Tasks of the page's main thread while `act` runs, longest first, in milliseconds. */
  async tasksDuring(act: () => Promise<void>): Promise<readonly Task[]> {
    const pid = await this.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
    )
    await this.app.evaluate(({ contentTracing }) =>
      contentTracing.startRecording({
        included_categories: ['toplevel', 'devtools.timeline', 'blink.user_timing'],
      }),
    )
    await this.#mark('bench-begins')
    await act()
    await this.#mark('bench-ends')
    const file = await this.app.evaluate(({ contentTracing }) => contentTracing.stopRecording())
    const { traceEvents } = JSON.parse(await readFile(file, 'utf8')) as { readonly traceEvents: readonly TraceEvent[] }
    await rm(file)
    return tasksOf(traceEvents, pid ?? 0)
  }

  /** Between the marks is what counts: tracing itself is work when it begins and ends. */
  async #mark(name: string): Promise<void> {
    await this.page.evaluate(mark => (globalThis as unknown as PageGlobals).performance.mark(mark), name)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close()
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

interface Busy {
  readonly busyMs: number
  /** After Electron was ready. */
  readonly untilMs: number
}

export interface Start {
  /** In milliseconds since the epoch. */
  readonly readyAt: number
  readonly busy: readonly Busy[]
}

/** A task, and what took most of it. */
export interface Task {
  /** Processor time: what others do on the machine meanwhile is not the page's. */
  readonly ms: number
  readonly elapsedMs: number
  readonly parts: string
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  /** Processor time of the thread, in microseconds as all times here. */
  readonly tdur?: number
  readonly args?: { readonly name?: string; readonly data?: { readonly type?: string } }
}

/** From the browser's trace: whole tasks of the renderer's main thread, and their largest events. */
function tasksOf(events: readonly TraceEvent[], pid: number): readonly Task[] {
  const main = events.find(
    event => event.pid === pid && event.name === 'thread_name' && event.args?.name === 'CrRendererMain',
  )
  const own = events.filter(event => event.pid === pid && event.tid === main?.tid && event.ph === 'X')
  const markedAt = (name: string) => events.find(event => event.pid === pid && event.name === name)?.ts ?? Number.NaN
  const [begin, end] = [markedAt('bench-begins'), markedAt('bench-ends')]
  const tasks = own.filter(event => event.name.endsWith('RunTask') && event.ts > begin && event.ts < end)
  if (tasks.length === 0) throw new Error('The trace has no tasks of the page')
  return tasks
    .sort((a, b) => timeOf(b) - timeOf(a))
    .map((task, index) => ({
      ms: timeOf(task) / 1_000,
      elapsedMs: (task.dur ?? 0) / 1_000,
      parts: index < shownTasks ? partsOf(task, own) : '',
    }))
}

const shownTasks = 5
const timeOf = ({ tdur, dur }: TraceEvent): number => tdur ?? dur ?? 0

function partsOf(task: TraceEvent, own: readonly TraceEvent[]): string {
  const inside = own.filter(
    event =>
      event !== task &&
      event.ts >= task.ts &&
      event.ts + (event.dur ?? 0) <= task.ts + (task.dur ?? 0) &&
      (event.dur ?? 0) > 1_000,
  )
  return inside
    .sort((a, b) => timeOf(b) - timeOf(a))
    .slice(0, 8)
    .map(event => `${event.args?.data?.type ?? event.name} ${(timeOf(event) / 1_000).toFixed(1)}`)
    .join(', ')
}

/** Electron must not inherit what Node's own tools were started with. */
function inherited(): Record<string, string> {
  const { NODE_OPTIONS: _options, ELECTRON_RUN_AS_NODE: _node, ...env } = process.env
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

interface PageGlobals {
  readonly performance: {
    readonly timeOrigin: number
    mark(name: string): void
    getEntriesByName(name: string): readonly { readonly startTime: number }[]
  }
  readonly requestAnimationFrame: (run: () => void) => unknown
}
