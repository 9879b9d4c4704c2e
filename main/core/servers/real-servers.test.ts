import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ServerConfig } from '#shared/config'
import { sleep } from '#shared/sleep'
import type { Status } from '#shared/status'
import { createProcessTable } from '../process/create-process-table.ts'
import { StdioTransport } from '../transports/stdio.ts'
import { ConnectionManager } from './connection-manager.ts'
import { configOf, fakeDependencies, MemoryState, serverNamed } from './fake-dependencies.ts'

const fixture = fileURLToPath(new URL('../../../e2e/fixtures/mcp-server.mjs', import.meta.url))
const running = { paused: false }
const never = new AbortController().signal

let folder: string
let state: MemoryState
let manager: ConnectionManager
let pids: Set<number>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcpproxy-servers-'))
  state = new MemoryState()
  pids = new Set()
  const table = createProcessTable()
  const createTransport = ({ name, command = '', args }: ServerConfig, _: unknown, attempt: string) =>
    new StdioTransport({
      spec: {
        command,
        args,
        env: { PATH: process.env.PATH ?? '' },
        cwd: folder,
        marker: { run: folder, server: name, attempt },
      },
      table,
      stop: { killTimeoutMs: 1_000, verify: true },
      redact: text => text,
    })
  manager = new ConnectionManager(fakeDependencies({ createTransport, state, newId: () => crypto.randomUUID() }))
  manager.onChange(() => {
    for (const { pid } of manager.views()) if (pid !== null) pids.add(pid)
  })
})

afterEach(async () => {
  await manager[Symbol.asyncDispose]()
  for (const record of state.recordedCleanups) for (const pid of record.pids) pids.add(pid)
  expect([...pids].filter(isAlive)).toEqual([])
  await rm(folder, { recursive: true, force: true })
})

const fixtureServer = (name: string, ...flags: string[]) =>
  serverNamed(name, { command: process.execPath, args: [fixture, '--name', name, ...flags] })

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Waits for a change after which `check` holds. */
async function until(check: () => boolean, limitMs = 10_000): Promise<void> {
  if (check()) return
  const done = new AbortController()
  using _ = manager.onChange(() => {
    if (check()) done.abort()
  })
  await sleep(limitMs, done.signal).catch(() => {})
  if (!check()) expect.fail(`Not within ${limitMs} ms: ${JSON.stringify(manager.views())}`)
}

const statusIs = (name: string, status: Status) => () => manager.view(name)?.status === status

async function callTool(name: string, tool: string, args: object = {}): Promise<unknown> {
  const session = await manager.whenReady(name, never)
  return session.request('tools/call', { name: tool, arguments: args })
}

test('a healthy server works beside one that hangs and one that exits', async () => {
  const servers = [
    fixtureServer('hung', '--hang'),
    fixtureServer('exits', '--exit-code', '3', '--stderr', 'no configuration found'),
    fixtureServer('slow', '--init-delay', '200'),
    fixtureServer('paged', '--tools', '25', '--page-size', '7'),
    serverNamed('absent', { command: join(folder, 'absent') }),
  ]
  await manager.apply(configOf(servers), running)
  expect(await callTool('paged', 'echo', { text: 'hello' })).toEqual({ content: [{ type: 'text', text: 'hello' }] })
  await until(() => manager.startup.done === 4)
  expect(manager.views().map(({ name, status, toolCount }) => [name, status, toolCount])).toEqual([
    ['hung', 'connecting', 0],
    ['exits', expect.stringMatching(/retrying|connecting/), 0],
    ['slow', 'ready', 8],
    ['paged', 'ready', 33],
    ['absent', expect.stringMatching(/retrying|connecting/), 0],
  ])
  expect(state.attempts('exits', 1)[0]?.failure).toMatchObject({
    exit: { code: 3, signal: null },
    stderrTail: ['no configuration found'],
    phase: 'initialize',
  })
})

test('kill -9 is seen in under 1 s, calls in flight fail at once, and the server is back in under 2 s', async () => {
  await manager.apply(configOf([fixtureServer('a')]), running)
  await manager.whenReady('a', never)
  const call = expect(callTool('a', 'sleep', { ms: 60_000 })).rejects.toMatchObject({ code: 'SERVER_GONE' })
  const pid = manager.view('a')?.pid ?? 0
  const killedAt = performance.now()
  process.kill(pid, 'SIGKILL')
  await until(statusIs('a', 'retrying'), 1_000)
  await call
  await until(statusIs('a', 'ready'), 2_000 - (performance.now() - killedAt))
  expect(manager.view('a')?.pid).not.toBe(pid)
})

test('a server that crashes after a while is restarted, and its tools are listed again', async () => {
  const offers: number[] = []
  manager.onOfferChanged(({ server }) => offers.push(manager.get(server)?.offer.tools.length ?? -1))
  await manager.apply(configOf([fixtureServer('a', '--crash-after', '300')]), running)
  await until(() => offers.length >= 3)
  expect(offers.slice(0, 3)).toEqual([8, 0, 8])
})

test('list_changed brings the new tool', async () => {
  await manager.apply(configOf([fixtureServer('a', '--list-changed-after', '300')]), running)
  await until(() => manager.view('a')?.toolCount === 9)
  expect(manager.get('a')?.offer.tools.at(-1)).toMatchObject({ name: 'late_tool', 'x-unknown': { kept: true } })
})

test('a server that does not answer three pings is restarted; one that does not know ping lives on', async () => {
  const servers = [fixtureServer('deaf', '--deaf-ping'), fixtureServer('plain', '--no-ping')]
  await manager.apply(configOf(servers, { health_check_interval_seconds: 0.1 }), running)
  await until(() => manager.view('deaf')?.lastError?.summary.includes('3 pings') === true)
  await until(statusIs('deaf', 'ready'))
  expect(manager.view('plain')).toMatchObject({ status: 'ready', retryCount: 0 })
})

test('disabling during a start leaves nothing alive', async () => {
  const heartbeat = join(folder, 'heartbeat')
  const server = fixtureServer('a', '--hang', '--heartbeat', heartbeat, '--ignore-sigterm', '--ignore-stdin-end')
  await manager.apply(configOf([server]), running)
  await until(() => manager.view('a')?.phase === 'initialize')
  await until(() => (manager.view('a')?.pid ?? null) !== null)
  while ((await readFile(heartbeat).catch(() => '')).length === 0) await sleep(20)
  await manager.apply(configOf([{ ...server, enabled: false }]), running)
  expect(manager.view('a')).toMatchObject({ status: 'disabled', pid: null })
  expect(state.cleanups('a', 1)[0]).toMatchObject({ outcome: 'forced' })
  const beats = (await readFile(heartbeat)).length
  await sleep(150)
  expect((await readFile(heartbeat)).length).toBe(beats)
})

test('a hundred commands in a row end where the last one wanted to be', async () => {
  const servers = [fixtureServer('a'), fixtureServer('b', '--hang'), fixtureServer('c', '--exit-code', '1')]
  let seed = 7
  const random = (below: number) => (seed = (seed * 16_807) % 2_147_483_647) % below
  const off = new Set<string>()
  let edits = 0
  for (let command = 0; command < 100; command++) {
    const { name } = servers[random(3)]!
    const kind = random(4)
    if (kind === 0) off.add(name)
    if (kind === 1) off.delete(name)
    if (kind === 2) edits++
    const config = configOf(servers.map(server => ({ ...server, enabled: !off.has(server.name), 'x-edit': edits })))
    void manager.apply(config, { paused: kind === 3 && random(4) === 0 })
    if (kind === 3) void manager.restart(name)
    if (random(3) === 0) await sleep(random(40))
  }
  await manager.apply(configOf([servers[0]!, { ...servers[1]!, enabled: false }, servers[2]!]), running)
  expect(await callTool('a', 'echo', { text: 'still here' })).toMatchObject({ content: [{ text: 'still here' }] })
  expect(manager.view('b')?.status).toBe('disabled')
  const living = [...pids].filter(isAlive)
  expect(living.filter(pid => pid !== manager.view('a')?.pid && pid !== manager.view('c')?.pid)).toEqual([])
  expect(state.recordedCleanups.filter(record => record.outcome === 'leaked')).toEqual([])
}, 30_000)
