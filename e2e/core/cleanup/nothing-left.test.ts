import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { RunningCore } from '../support/running-core.ts'
import { guardianOf, processesNaming } from './support/processes.ts'
import { habitNames, stubbornServers, type Stubborn } from './support/stubborn.ts'

const settings = { resource_cleanup: { process_kill_timeout_seconds: 1 } }

describe.skipIf(process.platform !== 'linux').each([
  ['is stopped', '[G1]', stop],
  ['is restarted', '[G1]', restart],
  ['quits with MCPProxy', '[G2]', quit],
  ['loses MCPProxy to kill -9', '[G3]', kill],
  ['loses MCPProxy and its guardian to kill -9', '[G4]', killBoth],
] as const)('a server that %s %s', (_ending, _promise, end) => {
  let folder: string
  let core: RunningCore | undefined
  let stubborn: Stubborn[]
  let outcome: Outcome

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mcpproxy-stubborn-'))
    stubborn = stubbornServers(folder)
    core = await RunningCore.start({ folder, settings, servers: stubborn.map(({ server }) => server) })
    await core.control.until(
      'all to be ready',
      ({ servers }) => stubborn.every(({ becomesReady }, i) => !becomesReady || servers[i]?.status === 'ready'),
      40_000,
    )
    const beats = stubborn.flatMap(server => server.beats)
    await vi.waitFor(() => expect(beats.filter(beat => beat.size === 0)).toEqual([]), { timeout: 10_000 })
    outcome = await end({ core, folder, stubborn, replace: next => (core = next) })
  })
  afterAll(async () => {
    await core?.[Symbol.asyncDispose]()
    const left = processesNaming(folder)
    for (const { pid } of left) process.kill(pid, 'SIGKILL')
    await rm(folder, { recursive: true, force: true })
    expect(left).toEqual([])
  })

  test.each(habitNames)('and %s leaves no process behind', name => {
    expect(outcome.still.get(name)).toBe(true)
  })

  test('and all of it is on record', () => {
    expect(outcome.problems).toEqual([])
  })
})

interface Ending {
  readonly core: RunningCore
  readonly folder: string
  readonly stubborn: readonly Stubborn[]
  readonly replace: (core: RunningCore) => void
}

interface Outcome {
  /** Whether nothing beat any more, by server. */
  readonly still: ReadonlyMap<string, boolean>
  readonly problems: readonly string[]
}

async function stop({ core, stubborn }: Ending): Promise<Outcome> {
  await Promise.all(
    stubborn.map(async ({ name }) => {
      await core.control.call('server:disable', { name })
      await core.control.untilStatus(name, 'disabled')
    }),
  )
  const still = await stillness(stubborn)
  return { still, problems: [...(await leaksOf(core, stubborn)), ...(await ledgerOf(core.folder))] }
}

/** After a restart the new life beats, so its processes are told from those of the old one. */
async function restart({ core, folder, stubborn }: Ending): Promise<Outcome> {
  const before = new Set(processesNaming(folder).map(({ pid }) => pid))
  before.delete(core.child.pid ?? 0)
  before.delete(guardianOf(core.child.pid ?? 0).pid)
  await Promise.all(stubborn.map(({ name }) => core.control.call('server:restart', { name })))
  const left = processesNaming(folder).filter(({ pid }) => before.has(pid))
  const still = stubborn.map(
    ({ name, beats }) => [name, !left.some(({ command }) => beats.some(({ file }) => command.includes(file)))] as const,
  )
  return { still: new Map(still), problems: await leaksOf(core, stubborn) }
}

async function quit({ core, folder, stubborn }: Ending): Promise<Outcome> {
  const guardian = guardianOf(core.child.pid ?? 0)
  const code = await core.stop()
  const problems = [
    ...(code === 0 ? [] : [`exit code ${code}`]),
    ...(processesNaming(folder).some(({ pid }) => pid === guardian.pid) ? ['the guardian outlived a clean quit'] : []),
    ...(await ledgerOf(folder)),
  ]
  return { still: await stillness(stubborn), problems }
}

async function kill({ core, folder, stubborn, replace }: Ending): Promise<Outcome> {
  const exited = once(core.child, 'exit')
  core.child.kill('SIGKILL')
  const diedAt = performance.now()
  await exited
  await vi.waitFor(() => expect(processesNaming(folder)).toEqual([]), { timeout: 8_000, interval: 50 })
  const tookMs = performance.now() - diedAt
  const still = await stillness(stubborn)
  const next = await RunningCore.start({ folder, settings })
  replace(next)
  const { alerts } = (
    await next.control.until('the report of the guardian', ({ app }) =>
      app.alerts.some(alert => alert.kind === 'survivors'),
    )
  ).app
  const told = alerts.find(({ kind }) => kind === 'survivors')?.message ?? ''
  return {
    still,
    problems: [
      ...(tookMs < 3_000 ? [] : [`it took ${tookMs} ms`]),
      ...(/^\d+ processes of the last run were still alive and were stopped\.$/.test(told) ? [] : [told]),
      ...(await ledgerOf(folder)),
    ],
  }
}

async function killBoth({ core, folder, stubborn, replace }: Ending): Promise<Outcome> {
  const exited = once(core.child, 'exit')
  process.kill(guardianOf(core.child.pid ?? 0).pid, 'SIGKILL')
  core.child.kill('SIGKILL')
  await exited
  const alive = processesNaming(folder).length
  const next = await RunningCore.start({ folder, settings })
  replace(next)
  const { alerts } = (
    await next.control.until('the report of the sweep', ({ app }) =>
      app.alerts.some(alert => alert.kind === 'survivors'),
    )
  ).app
  const told = alerts.find(({ kind }) => kind === 'survivors')?.message ?? ''
  const records = (await next.cli('cleanup')).stdout
  return {
    still: await stillness(stubborn),
    problems: [
      ...(alive > 3 ? [] : ['nothing was left to sweep']),
      ...(/^\d+ processes of the last run were still alive and were stopped\.$/.test(told) ? [] : [told]),
      ...(records.includes('ignores SIGTERM') ? [] : ['the records do not name the server']),
      ...(await ledgerOf(folder)),
    ],
  }
}

async function stillness(stubborn: readonly Stubborn[]): Promise<Map<string, boolean>> {
  const looked = stubborn.map(
    async ({ name, beats }) => [name, (await Promise.all(beats.map(beat => beat.isStill()))).every(Boolean)] as const,
  )
  return new Map(await Promise.all(looked))
}

async function leaksOf(core: RunningCore, stubborn: readonly Stubborn[]): Promise<string[]> {
  const records = await core.control.call<{ server: string; outcome: string; pids: number[] }[]>('server:cleanups', {})
  const leaked = records.filter(({ outcome }) => outcome !== 'graceful' && outcome !== 'forced')
  const unrecorded = stubborn.filter(({ name }) => !records.some(record => record.server === name))
  return [...leaked.map(record => JSON.stringify(record)), ...unrecorded.map(({ name }) => `no record of ${name}`)]
}

/** What the ledger still holds as alive: nothing may be left in it. */
async function ledgerOf(folder: string): Promise<string[]> {
  const open = new Set<string>()
  const text = await readFile(join(folder, 'run', 'ledger.jsonl'), 'utf8')
  for (const line of text.split('\n').filter(Boolean)) {
    const { kind, attempt } = JSON.parse(line) as { kind: string; attempt: string }
    if (kind === 'intent') open.add(attempt)
    if (kind === 'end') open.delete(attempt)
  }
  return [...open].map(attempt => `the ledger still has ${attempt}`)
}
