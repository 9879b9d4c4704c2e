import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { builtinModules } from 'node:module'
import type { Page } from 'playwright/test'
import { build } from 'vite'
import { median, type Measurement } from './support/budget.ts'
import { fixtureServer, freePort } from './support/measured-core.ts'
import { Display } from './window/display.ts'
import { MeasuredWindow, root, type Task } from './window/measured-window.ts'

const servers = 1_000
const realServers = 10
const starts = 3
const churnMs = 3_000
const lastStates = 15

/** The window with a thousand servers: first paint and scrolling of the real application, then changes from a feed. */
export async function benchWindow(): Promise<Measurement[]> {
  await using display = await Display.open()
  return [...(await measureApplication(display)), ...(await measureChanges(display))]
}

/** Real entries of a real file: most are switched off, since it is the window that is measured. */
async function measureApplication(display: Display): Promise<Measurement[]> {
  const full: Opening[] = []
  const empty: Opening[] = []
  let scrolled: readonly Task[] = []
  for (let round = 0; round < starts; round++) {
    {
      await using window = await MeasuredWindow.start(display, folder => configure(folder, 0))
      empty.push(await openingOf(window, page => page.getByRole('heading', { level: 2 }).waitFor()))
    }
    await using window = await MeasuredWindow.start(display, folder => configure(folder, servers))
    full.push(await openingOf(window, page => page.getByRole('row', { name: /^server-0000 / }).waitFor()))
    if (round === starts - 1) scrolled = await window.tasksDuring(() => scroll(window.page))
  }
  tellSlow('scrolling', scrolled)
  const of = (openings: readonly Opening[], step: keyof Opening) => median(openings.map(opening => opening[step]))
  const both = (step: keyof Opening) =>
    `${of(full, step).toFixed(0)} ms against ${of(empty, step).toFixed(0)} ms of an empty window`
  return [
    {
      what: `first paint of the window with ${servers} servers, after Electron is ready`,
      value: of(full, 'paintedMs'),
      unit: 'ms',
      budget: 1_000,
      sense: 'at most',
      reference: `${both('paintedMs')}; readable after ${both('readableMs')}`,
    },
    longest(`longest task of the page while scrolling ${servers} servers`, scrolled),
  ]
}

/** Milliseconds after Electron was ready. */
interface Opening {
  readonly paintedMs: number
  readonly readableMs: number
}

async function openingOf(window: MeasuredWindow, isReadable: (page: Page) => Promise<void>): Promise<Opening> {
  await isReadable(window.page)
  const [paintedAt, readableAt] = [
    await window.paintedAt('first-paint'),
    await window.paintedAt('first-contentful-paint'),
  ]
  const { readyAt, busy } = await window.start()
  const opening = { paintedMs: paintedAt - readyAt, readableMs: readableAt - readyAt }
  const stretches = busy
    .filter(({ untilMs }) => untilMs < opening.readableMs)
    .map(({ busyMs, untilMs }) => `${busyMs} (until ${untilMs})`)
  console.log(
    `  painted after ${opening.paintedMs.toFixed(0)} ms, readable after ${opening.readableMs.toFixed(0)} ms; main was busy for ${stretches.join(', ')}`,
  )
  return opening
}

/** The real publisher, IPC, preload and page, over servers that change as told (bench/window/feed.ts). */
async function measureChanges(display: Display): Promise<Measurement[]> {
  const built = await mkdtemp(join(root, 'out', 'bench-'))
  try {
    await buildFeed(built)
    await using window = await MeasuredWindow.start(display, async folder => ({
      args: [join(built, 'feed.js')],
      env: { BENCH_OUTPUT: join(root, 'out'), BENCH_FOLDER: folder, BENCH_SERVERS: String(servers) },
    }))
    const { page } = window
    await page.getByRole('row', { name: /^server-0000 / }).waitFor()
    const counted = await countMessages(page)
    let changes = 0
    const tasks = await window.tasksDuring(async () => {
      const churned = churn(window, churnMs, 1)
      await scroll(page)
      changes = (await churned).changes
    })
    const messages = await counted()
    await page.getByRole('grid').getByRole('row').nth(1).focus()
    await page.keyboard.press('Home')
    const delays: number[] = []
    for (let round = 0; round < lastStates; round++) delays.push(await lastStateDelay(window, 100_000 + round))
    tellSlow('scrolling while servers change', tasks)
    return [
      {
        what: 'messages a second to the window while servers change 1,000 times a second',
        value: rateOf(messages),
        unit: '/s',
        budget: 10,
        sense: 'at most',
        reference: `${changes} changes came as ${messages.length} messages`,
      },
      {
        what: 'the last of these changes is on the screen after',
        value: Math.max(...delays),
        unit: 'ms',
        budget: 250,
        sense: 'at most',
        reference: `longest of ${lastStates}; median ${median(delays).toFixed(0)} ms`,
      },
      longest('longest task of the page while scrolling and 1,000 changes a second', tasks),
    ]
  } finally {
    await rm(built, { recursive: true, force: true })
  }
}

async function configure(folder: string, count: number) {
  const entries = Array.from({ length: count }, (_, index) => {
    const name = `server-${String(index).padStart(4, '0')}`
    return { ...fixtureServer(name, '--tools', String(index % 30)), enabled: index < realServers }
  })
  const config = { listen: `127.0.0.1:${await freePort()}`, mcpServers: entries }
  await writeFile(join(folder, 'mcp_config.json'), JSON.stringify(config))
  return { args: [root, `--data-dir=${folder}`] }
}

/** Down to the end by wheel, back by keys: what people do. */
async function scroll(page: Page): Promise<void> {
  const grid = page.getByRole('grid')
  await grid.hover()
  for (let step = 0; step < 60; step++) {
    await page.mouse.wheel(0, 900)
    await nextFrame(page)
  }
  await grid.getByRole('row').nth(2).focus()
  for (const key of [
    'Home',
    'End',
    ...Array<string>(20).fill('PageUp'),
    ...Array<string>(20).fill('ArrowDown'),
    'Home',
  ]) {
    await page.keyboard.press(key)
    await nextFrame(page)
  }
}

/** Notes when messages reach the page from now on. */
async function countMessages(page: Page): Promise<() => Promise<readonly number[]>> {
  await page.evaluate(() => {
    const world = globalThis as unknown as PageGlobals
    world.messages = []
    world.mcpproxy.on('app:changed', () => world.messages.push(Date.now()))
  })
  return () => page.evaluate(() => (globalThis as unknown as PageGlobals).messages)
}

/** A second, over the time from the first to the last. */
const rateOf = (at: readonly number[]) => ((at.length - 1) * 1_000) / ((at.at(-1) ?? 0) - (at[0] ?? 0))

function churn(window: MeasuredWindow, forMs: number, lastToolCount: number) {
  return window.app.evaluate((_electron, given) => (Reflect.get(globalThis, 'churn') as Churn)(given), {
    perSecond: 1_000,
    forMs,
    lastToolCount,
  })
}

/** Milliseconds from the last change in main to the frame that shows it, both by the machine's clock. */
async function lastStateDelay(window: MeasuredWindow, toolCount: number): Promise<number> {
  const shown = window.page.evaluate(async text => {
    const { document, requestAnimationFrame } = globalThis as unknown as PageGlobals
    const cell = () => document.querySelector('[data-row="0"] [data-column="tools"]')?.textContent ?? ''
    while (!cell().startsWith(text)) await new Promise(resolve => requestAnimationFrame(() => resolve(null)))
    await new Promise(resolve => requestAnimationFrame(() => resolve(null))) // and it has been painted
    return Date.now()
  }, String(toolCount))
  const { lastAt } = await churn(window, 200, toolCount)
  return (await shown) - lastAt
}

const nextFrame = (page: Page) =>
  page.evaluate(
    () => new Promise(resolve => (globalThis as unknown as PageGlobals).requestAnimationFrame(() => resolve(null))),
  )

function longest(what: string, tasks: readonly Task[]): Measurement {
  const slowest = Math.max(...tasks.map(({ elapsedMs }) => elapsedMs))
  const reference = `of ${tasks.length} tasks, in processor time; by the clock ${slowest.toFixed(0)} ms`
  return { what, value: tasks[0]?.ms ?? Number.NaN, unit: 'ms', budget: 50, sense: 'at most', reference }
}

/** What a slow task was made of, for whoever wants to make it faster. */
function tellSlow(when: string, tasks: readonly Task[]): void {
  for (const { ms, parts } of tasks.slice(0, 5)) if (ms > 16) console.log(`  ${when}: ${ms.toFixed(1)} ms = ${parts}`)
}

async function buildFeed(outDir: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: join(import.meta.dirname, 'window/feed.ts'),
      outDir,
      target: 'node20',
      rollupOptions: {
        external: ['electron', ...builtinModules, /^node:/],
        output: { entryFileNames: 'feed.js', format: 'es' },
      },
    },
  })
}

type Churn = (given: object) => Promise<{ readonly changes: number; readonly lastAt: number }>

interface PageGlobals {
  messages: number[]
  readonly mcpproxy: { on(name: string, listener: () => void): void }
  readonly requestAnimationFrame: (run: () => void) => unknown
  readonly document: { querySelector(selector: string): { readonly textContent: string | null } | null }
}
