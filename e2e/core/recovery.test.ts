import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fixtureServer, Heartbeat } from './support/fixtures.ts'
import { newFolder, RunningCore } from './support/running-core.ts'
import { rm } from 'node:fs/promises'

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

const heartbeat = (name: string) => new Heartbeat(join(folder, `${name}.beat`))

test('kill -9 of an upstream is seen in under 1 s, fails what is in flight, and is recovered in under 2 s', async () => {
  core = await RunningCore.start({ folder, servers: [fixtureServer('frail'), fixtureServer('sturdy')] })
  const { control } = core
  const pid = (await control.untilStatus('frail', 'ready')).pid ?? 0
  await control.untilStatus('sturdy', 'ready')
  const client = await core.client()
  await client.listTools()
  let changes = 0
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => void changes++)

  const inFlight = client.callTool({ name: 'frail__sleep', arguments: { ms: 60_000 } }).catch((error: unknown) => error)
  const bystander = client.callTool({ name: 'sturdy__sleep', arguments: { ms: 1_500 } })
  await client.ping()
  const killedAt = performance.now()
  process.kill(pid, 'SIGKILL')

  expect(await inFlight).toMatchObject({ code: -32000 })
  await control.until('the end to be seen', ({ servers }) => servers[0]?.status !== 'ready')
  const seenMs = performance.now() - killedAt
  await control.untilStatus('frail', 'ready')
  const recoveredMs = performance.now() - killedAt

  expect(seenMs).toBeLessThan(1_000)
  expect(recoveredMs).toBeLessThan(2_000)
  expect(control.server('frail').pid).not.toBe(pid)
  await bystander
  expect(changes).toBeGreaterThanOrEqual(1)
  const again = await client.callTool({ name: 'frail__echo', arguments: { text: 'back' } })
  expect(again.content).toEqual([{ type: 'text', text: 'back' }])
})

test('disabling takes the tools away and stops the program; enabling brings them back', async () => {
  const beat = heartbeat('one')
  core = await RunningCore.start({
    folder,
    servers: [fixtureServer('one', '--heartbeat', beat.file), fixtureServer('two')],
  })
  await core.control.untilStatus('one', 'ready')
  await core.control.untilStatus('two', 'ready')
  const client = await core.client()
  const names = async () => new Set((await client.listTools()).tools.map(tool => tool.name.split('__')[0]))
  expect(await names()).toEqual(new Set(['one', 'two']))

  expect((await core.cli('disable', 'one')).code).toBe(0)
  await core.control.untilStatus('one', 'disabled')
  expect(await names()).toEqual(new Set(['two']))
  expect(await beat.isStill()).toBe(true)
  expect(JSON.parse(await core.readConfigText()).mcpServers[0].enabled).toBe(false)

  expect((await core.cli('enable', 'one')).code).toBe(0)
  await core.control.untilStatus('one', 'ready')
  expect(await names()).toEqual(new Set(['one', 'two']))
})

test('stopping leaves no child, however stubborn', async () => {
  const beats = ['plain', 'deaf', 'stays', 'parent', 'grandchild', 'daemon-parent', 'daemon'].map(heartbeat)
  const [plain, deaf, stays, parent, grandchild, daemonParent, daemon] = beats.map(beat => beat.file) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  core = await RunningCore.start({
    folder,
    settings: { resource_cleanup: { process_kill_timeout_seconds: 1 } },
    servers: [
      fixtureServer('plain', '--heartbeat', plain),
      fixtureServer('deaf', '--heartbeat', deaf, '--ignore-sigterm', '--ignore-stdin-end'),
      fixtureServer('stays', '--heartbeat', stays, '--ignore-stdin-end'),
      fixtureServer('parent', '--heartbeat', parent, '--grandchild', grandchild),
      fixtureServer('daemon', '--heartbeat', daemonParent, '--daemon', daemon),
    ],
  })
  await core.control.until('all ready', ({ servers }) => servers.every(server => server.status === 'ready'))
  await Promise.all(beats.map(async beat => expect(await beat.isStill(), beat.file).toBe(false)))
  expect(await core.stop()).toBe(0)
  await Promise.all(beats.map(async beat => expect(await beat.isStill(), beat.file).toBe(true)))
})

test('pausing stops all servers, keeps the endpoint answering with empty lists, and survives a restart', async () => {
  const beat = heartbeat('one')
  const servers = [fixtureServer('one', '--heartbeat', beat.file)]
  core = await RunningCore.start({ folder, servers })
  await core.control.untilStatus('one', 'ready')
  expect((await core.cli('pause')).code).toBe(0)
  expect(await beat.isStill()).toBe(true)
  const client = await core.client()
  expect((await client.listTools()).tools).toEqual([])
  await core.stop()

  core = await RunningCore.start({ folder, servers })
  expect(core.control.snapshot.app.paused).toBe(true)
  expect(await beat.isStill()).toBe(true)
  expect((await core.cli('resume')).code).toBe(0)
  await core.control.untilStatus('one', 'ready')
})
