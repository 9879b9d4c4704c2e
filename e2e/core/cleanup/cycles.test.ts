import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fixtureServer } from '../support/fixtures.ts'
import { RunningCore } from '../support/running-core.ts'
import { childrenOf, descriptorsOf } from './support/processes.ts'

const preload = fileURLToPath(new URL('support/report-on-signal.mjs', import.meta.url))
const serverCount = 20
/** The first cycles fill caches and let code be compiled; after that nothing may grow. */
const warmUp = 4
const cycles = 14

interface Report {
  readonly heapBytes: number
  readonly resources: Readonly<Record<string, number>>
  readonly listeners: Readonly<Record<string, number>>
}

let folder: string
let core: RunningCore | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcpproxy-cycles-'))
})
afterEach(async () => {
  await core?.[Symbol.asyncDispose]()
  core = undefined
  await rm(folder, { recursive: true, force: true })
})

const startCore = async (servers: readonly object[]) => {
  const env = { NODE_OPTIONS: `--expose-gc --import=${preload}`, REPORT_FILE: join(folder, 'report.json') }
  core = await RunningCore.start({ folder, env, servers })
  return core
}

async function report(of: RunningCore): Promise<Report> {
  const file = join(folder, 'report.json')
  await rm(file, { force: true })
  of.child.kill('SIGUSR2')
  return vi.waitFor(async () => JSON.parse(await readFile(file, 'utf8')) as Report, { timeout: 5_000, interval: 20 })
}

test.skipIf(process.platform !== 'linux')(
  '[G7] starting and stopping twenty servers again and again uses up nothing',
  async () => {
    const running = await startCore(Array.from({ length: serverCount }, (_, i) => fixtureServer(`server-${i}`)))
    const { control } = running
    const pid = running.child.pid ?? 0
    const isEach = (status: string) => control.until(`each ${status}`, s => s.servers.every(v => v.status === status))
    const cycle = async () => {
      await control.call('app:pause')
      await control.until('all to be gone', () => childrenOf(pid).length <= 1)
      await control.call('app:resume')
      await isEach('ready')
    }
    const look = async () => {
      const { heapBytes, resources, listeners } = await report(running)
      const counts = { descriptors: descriptorsOf(pid).length, children: childrenOf(pid).length, resources, listeners }
      return { heapBytes, counts }
    }
    const stopAll = async () => {
      await control.call('app:pause')
      await control.until('all to be gone', () => childrenOf(pid).length <= 1)
    }
    await isEach('ready')
    for (let i = 0; i < warmUp; i++) await cycle()
    await stopAll()
    // A write that is just under way has a timer of its own: the quietest of several looks counts.
    const looks = []
    for (let i = 0; i < 6; i++) looks.push(await look())
    const before = looks.reduce((a, b) =>
      (a.counts.resources.Timeout ?? 0) <= (b.counts.resources.Timeout ?? 0) ? a : b,
    )
    await control.call('app:resume')
    await isEach('ready')
    for (let i = 0; i < cycles; i++) await cycle()
    await stopAll()
    await vi.waitFor(
      async () => {
        const after = await look()
        expect(after.counts).toEqual(before.counts)
        expect(after.heapBytes / before.heapBytes).toBeLessThan(1.05)
      },
      { timeout: 10_000, interval: 200 },
    )
    const { size } = await stat(join(folder, 'run', 'ledger.jsonl'))
    expect(size).toBeLessThan(512 * 1_024)
  },
)

test.skipIf(process.platform !== 'linux')(
  '[G8] looking after fifty idle servers costs at most 1 % of a core',
  async () => {
    const running = await startCore(Array.from({ length: 50 }, (_, i) => fixtureServer(`server-${i}`)))
    await running.control.until(
      'each ready',
      ({ servers }) => servers.every(({ status }) => status === 'ready'),
      40_000,
    )
    const ticks = async () => {
      const text = await readFile(`/proc/${running.child.pid}/stat`, 'utf8')
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
      return Number(fields[11]) + Number(fields[12]) // user and system time, in hundredths of a second
    }
    await new Promise(resolve => setTimeout(resolve, 4_000)) // the quick looks after a start are over
    const before = await ticks()
    await new Promise(resolve => setTimeout(resolve, 10_000)) // idling can only be watched for a time
    expect((await ticks()) - before).toBeLessThanOrEqual(10)
  },
)
