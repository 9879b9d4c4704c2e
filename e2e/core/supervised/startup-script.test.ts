import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CleanupView } from '#shared/ipc/contract'
import { fixtureServer, freePort, Heartbeat } from '../support/fixtures.ts'
import { newFolder, RunningCore } from '../support/running-core.ts'

const program = fileURLToPath(new URL('script-program.mjs', import.meta.url))
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

const newBeat = (name: string) => new Heartbeat(join(folder, `${name}.beat`))
const scriptLog = () => readFile(join(folder, 'logs', 'startup-script.log'), 'utf8')

async function start(script: object, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<RunningCore> {
  core = await RunningCore.start({
    folder,
    env,
    servers: [fixtureServer('one')],
    settings: {
      resource_cleanup: { process_kill_timeout_seconds: 1 },
      startup_script: { enabled: true, shell: process.execPath, path: program, args, ...script },
    },
  })
  return core
}

test('wait-exit holds the servers until it has ended, and never the port', async () => {
  const { control, url } = await start(
    { mode: 'wait-exit', env: { SECRET_WORD: '${env:OUR_WORD}' } },
    ['--end', '1500', '0'],
    { OUR_WORD: 'a-very-secret-word' },
  )
  expect((await fetch(`${url}/health`)).status).toBe(200)
  const { app } = await control.until('the script to run', ({ app: { startupScript } }) => startupScript !== undefined)
  expect({ phase: app.phase, script: app.startupScript?.state, server: control.server('one').status }).toEqual({
    phase: 'starting',
    script: 'running',
    server: 'idle',
  })
  await control.untilStatus('one', 'ready')
  expect(control.snapshot.app.startupScript).toEqual({ state: 'ended', exit: { code: 0, signal: null } })
  expect(control.snapshot.app.startup).toMatchObject({ total: 1, connected: 1 })
  const log = await scriptLog()
  expect(log).toContain('preparing with [redacted]')
  expect(log).toContain('ended with exit code 0')
  expect(log).not.toContain('a-very-secret-word')
})

test('a script that fails is an alert with its exit code, and the servers start', async () => {
  const { control } = await start({ mode: 'wait-exit' }, ['--end', '0', '3'])
  await control.untilStatus('one', 'ready')
  expect(control.snapshot.app.startupScript).toEqual({ state: 'failed', exit: { code: 3, signal: null } })
  expect(control.snapshot.app.alerts).toMatchObject([
    { kind: 'helper', message: expect.stringContaining('ended with exit code 3') as string },
  ])
})

test('a script that is missing is an alert and is not created', async () => {
  const path = join(folder, 'missing.sh')
  core = await RunningCore.start({
    folder,
    servers: [fixtureServer('one')],
    settings: { startup_script: { enabled: true, path, mode: 'wait-exit' } },
  })
  await core.control.untilStatus('one', 'ready')
  expect(core.control.snapshot.app.alerts.map(({ message }) => message)).toEqual([
    expect.stringContaining(`${path} was not found`),
  ])
  expect(existsSync(path)).toBe(false)
})

test('a script that takes too long is stopped with an alert, and the servers start', async () => {
  const beat = newBeat('script')
  const { control } = await start({ mode: 'wait-exit', timeout: 1 }, ['--heartbeat', beat.file])
  await control.untilStatus('one', 'ready')
  expect(control.snapshot.app.alerts).toMatchObject([{ message: expect.stringContaining('within 1 s') as string }])
  expect(await beat.isStill()).toBe(true)
  const records = await control.call<CleanupView[]>('server:cleanups', {})
  expect(records).toMatchObject([{ server: 'startup script', outcome: 'forced' }])
})

test('wait-probe holds the servers until it answers; the program stays, and is stopped with us', async () => {
  const beat = newBeat('script')
  const port = await freePort()
  const { control } = await start({ mode: 'wait-probe', probe: `tcp://127.0.0.1:${port}` }, [
    ...['--heartbeat', beat.file, '--listen', String(port), '1000'],
  ])
  await control.until('the script to run', ({ app }) => app.startupScript?.state === 'running')
  expect(control.server('one').status).toBe('idle')
  await control.untilStatus('one', 'ready')
  expect(await beat.isStill()).toBe(false)
  expect(await core?.stop()).toBe(0)
  expect(await beat.isStill()).toBe(true)
})

test('in the background the servers do not wait; what it left behind is stopped with us', async () => {
  const beat = newBeat('left')
  const { control } = await start({}, ['--leave', beat.file, '--end', '200', '0'])
  await control.untilStatus('one', 'ready')
  await control.until('the script to end', ({ app }) => app.startupScript?.state === 'ended')
  expect(await beat.isStill()).toBe(false)
  expect(await core?.stop()).toBe(0)
  expect(await beat.isStill()).toBe(true)
  expect(await scriptLog()).toContain('stopped (forced)')
})

test('a stop while the servers wait for it ends it too', async () => {
  const beat = newBeat('script')
  const { control } = await start({ mode: 'wait-exit' }, ['--heartbeat', beat.file])
  await control.until('the script to run', ({ app }) => app.startupScript?.state === 'running')
  const askedAt = performance.now()
  expect(await core?.stop()).toBe(0)
  expect(performance.now() - askedAt).toBeLessThan(6_000)
  expect(await beat.isStill()).toBe(true)
})
