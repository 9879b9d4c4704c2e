import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CleanupView, ShutdownPhase, Snapshot } from '#shared/ipc/contract'
import { fixtureServer, freePort, Heartbeat } from '../support/fixtures.ts'
import { newFolder, runCli, RunningCore, writeConfig } from '../support/running-core.ts'
import { within } from '../support/within.ts'

let folder: string
let core: RunningCore | undefined

beforeEach(async () => {
  folder = await newFolder()
})
afterEach(async () => {
  await core?.[Symbol.asyncDispose]()
  core = undefined
  await rm(folder, { recursive: true, force: true })
})

const killAfter = (seconds: number) => ({ resource_cleanup: { process_kill_timeout_seconds: seconds } })
const stubborn = ['--ignore-sigterm', '--ignore-stdin-end'] as const
const newBeat = (name: string) => new Heartbeat(join(folder, `${name}.beat`))

/** The phases that are shown from now on, until the last one that can be. */
async function phasesShown(of: RunningCore): Promise<ShutdownPhase[]> {
  const seen: ShutdownPhase[] = []
  const look = ({ app }: Snapshot) => {
    const phase = app.shutdown?.phase
    if (phase !== undefined && seen.at(-1) !== phase) seen.push(phase)
    return phase === 'verify'
  }
  await of.control.until('the verification', look)
  return seen
}

const mainLog = () => readFile(join(folder, 'logs', 'main.log'), 'utf8')

test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'app:quit'] as const)('%s stops everything in order', async way => {
  const beats = [newBeat('gentle'), newBeat('stubborn')] as const
  core = await RunningCore.start({
    folder,
    settings: killAfter(1),
    servers: [
      fixtureServer('gentle', '--heartbeat', beats[0].file),
      fixtureServer('stubborn', '--heartbeat', beats[1].file, ...stubborn),
    ],
  })
  for (const name of ['gentle', 'stubborn']) await core.control.untilStatus(name, 'ready')
  const showing = phasesShown(core)
  const exited = once(core.child, 'exit')
  if (way === 'app:quit') await core.control.call('app:quit')
  else core.child.kill(way)
  await core.control.until('the servers to be stopping', ({ app }) => app.shutdown?.phase === 'servers')
  await expect(core.control.call('server:restart', { name: 'gentle' })).rejects.toThrow('CANCELLED')
  await within(20_000, 'the exit', exited)
  const shown = await showing
  const inOrder: ShutdownPhase[] = ['refuse', 'background', 'helpers', 'calls', 'servers', 'containers', 'verify', 'close'] // prettier-ignore
  expect(shown).toContain('servers')
  expect(shown.map(phase => inOrder.indexOf(phase))).toEqual(shown.map(phase => inOrder.indexOf(phase)).toSorted((a, b) => a - b)) // prettier-ignore
  expect(core.child.exitCode).toBe(0)
  for (const beat of beats) expect(await beat.isStill()).toBe(true)
})

test('a second request is ignored, the third forces', async () => {
  core = await RunningCore.start({
    folder,
    settings: killAfter(8),
    servers: [fixtureServer('stubborn', ...stubborn)],
  })
  const pid = (await core.control.untilStatus('stubborn', 'ready')).pid ?? 0
  const exited = once(core.child, 'exit')
  core.child.kill('SIGTERM')
  await core.control.until('the stop to begin', ({ app }) => app.phase === 'stopping')
  core.child.kill('SIGTERM')
  await core.control.call('app:snapshot') // still there
  const forcedAt = performance.now()
  core.child.kill('SIGTERM')
  await within(5_000, 'the forced exit', exited)
  expect({ code: core.child.exitCode, atOnce: performance.now() - forcedAt < 1_000 }).toEqual({
    code: 130,
    atOnce: true,
  })
  try {
    process.kill(pid, 'SIGKILL') // what a forced end leaves is the guardian's, if there is one
  } catch {
    // reaped already
  }
})

test('a call in flight is answered, a new one is refused, and one that takes too long is ended', async () => {
  core = await RunningCore.start({ folder, servers: [fixtureServer('one')] })
  await core.control.untilStatus('one', 'ready')
  const client = await core.client()
  const sleep = (ms: number) => client.callTool({ name: 'one__sleep', arguments: { ms } })
  const short = sleep(1_500)
  const long = sleep(60_000).catch((error: unknown) => error)
  await client.ping()
  const exited = once(core.child, 'exit')
  const askedAt = performance.now()
  core.child.kill('SIGTERM')
  await core.control.until('calls to end', ({ app }) => app.shutdown?.phase === 'calls')
  const refused = await fetch(`${core.url}/mcp`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }) // prettier-ignore
  expect(refused.status).toBe(503)
  expect((await short).content).toEqual([{ type: 'text', text: 'slept 1500' }])
  expect(await long).toBeInstanceOf(Error)
  await within(20_000, 'the exit', exited)
  const tookMs = performance.now() - askedAt
  expect(core.child.exitCode).toBe(0)
  expect(tookMs).toBeGreaterThan(4_500)
  expect(tookMs).toBeLessThan(9_000)
})

test(
  'a stop at any moment of the start leaves nothing, and the folder to the next one',
  { timeout: 90_000 },
  async () => {
    const momentsMs = [0, 20, 50, 50, 90, 130, 180, 220, 260, 300, 340, 380, 420, 470, 520, 600, 700, 850, 1_000, 1_300]
    const port = await freePort()
    const beats = ['a', 'b', 'c'].map(newBeat)
    await writeConfig(folder, {
      listen: `127.0.0.1:${port}`,
      ...killAfter(0.4),
      mcpServers: beats.map((beat, i) =>
        fixtureServer(
          `server-${i}`,
          '--heartbeat',
          beat.file,
          ...(i === 0 ? stubborn : []),
          ...(i === 1 ? ['--hang'] : []),
        ),
      ),
    })
    const ends: unknown[] = []
    for (const momentMs of momentsMs) {
      const child = runCli(['serve', '--data-dir', folder])
      let output = ''
      child.stdout?.on('data', chunk => (output += String(chunk)))
      child.stderr?.on('data', chunk => (output += String(chunk)))
      const exited = once(child, 'close')
      await new Promise(resolve => setTimeout(resolve, momentMs)) // the moment is what is tested
      child.kill('SIGTERM')
      await within(15_000, `the exit after ${momentMs} ms`, exited)
      // Before our own handler stands, the signal itself ends a program that has not begun anything.
      const isFine = child.exitCode === 0 || child.exitCode === 130 || (child.signalCode === 'SIGTERM' && output === '')
      if (!isFine || /error|leak/i.test(output)) ends.push({ momentMs, code: child.exitCode, signal: child.signalCode, output }) // prettier-ignore
    }
    expect(ends).toEqual([])
    expect(await Promise.all(beats.map(beat => beat.isStill()))).not.toContain(false)
    core = await RunningCore.start({ folder, servers: [fixtureServer('after')] })
    await core.control.untilStatus('after', 'ready')
  },
)

test('without verification the servers stop all the same, and the record says that nobody looked', async () => {
  const beat = newBeat('one')
  core = await RunningCore.start({
    folder,
    settings: { resource_cleanup: { verify_cleanup: false, process_kill_timeout_seconds: 1 } },
    servers: [fixtureServer('one', '--heartbeat', beat.file)],
  })
  await core.control.untilStatus('one', 'ready')
  await core.control.call('server:restart', { name: 'one' })
  const [record] = await core.control.call<CleanupView[]>('server:cleanups', { name: 'one' })
  expect(record).toMatchObject({ server: 'one', outcome: 'unverified' })
  expect(await core.stop()).toBe(0)
  expect(await beat.isStill()).toBe(true)
  expect(await mainLog()).toContain('verify_cleanup is false')
})

test('100 servers, some of them stubborn, stop in the time of the slowest plus 2 s', { timeout: 90_000 }, async () => {
  const beats = Array.from({ length: 10 }, (_, i) => newBeat(`stubborn-${i}`))
  const killSeconds = 2
  const slowestMs = (killSeconds / 2 + killSeconds) * 1_000 // end of input, then SIGTERM, then SIGKILL
  core = await RunningCore.start({
    folder,
    settings: killAfter(killSeconds),
    servers: Array.from({ length: 100 }, (_, i) => {
      const beat = beats[i]
      return fixtureServer(`server-${i}`, ...(beat === undefined ? [] : ['--heartbeat', beat.file, ...stubborn]))
    }),
  })
  await core.control.until(
    'all to be ready',
    ({ servers }) => servers.every(({ status }) => status === 'ready'),
    60_000,
  )
  const pids = core.control.snapshot.servers.map(({ pid }) => pid ?? 0)
  const askedAt = performance.now()
  const code = await core.stop()
  const tookMs = performance.now() - askedAt
  const alive = pids.filter(pid => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  })
  expect({ code, alive }).toEqual({ code: 0, alive: [] })
  expect(tookMs).toBeLessThan(slowestMs + 2_000)
  expect(await Promise.all(beats.map(beat => beat.isStill()))).not.toContain(false)
})
