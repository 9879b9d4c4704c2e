import { expect, test } from 'vitest'
import { emptySnapshot, fakeHandlers } from '#core/control/testing/fake-handlers'
import { Emitter } from '#shared/emitter'
import { AppError } from '#shared/errors'
import type { AppView, Snapshot } from '#shared/ipc/contract'
import type { Core, CoreOptions } from './io.ts'
import { runCli } from './run-cli.ts'
import { createTestIo } from './testing/test-io.ts'

/** A core whose state the test sets. */
function fakeCore(first: Partial<AppView>, stopping: () => Promise<void> = async () => {}) {
  const changed = new Emitter<never>()
  const quit = new Emitter<void>()
  let snapshot: Snapshot = { ...emptySnapshot(), app: { ...emptySnapshot().app, ...first } }
  let stops = 0
  const core: Core = {
    handlers: fakeHandlers({ 'app:snapshot': async () => snapshot }),
    on: (_name, listener) => changed.on(listener),
    onQuitRequested: quit.on,
    async stop() {
      stops += 1
      await stopping()
    },
  }
  const set = (app: Partial<AppView>, servers = snapshot.servers) => {
    snapshot = { ...snapshot, servers, app: { ...snapshot.app, ...app } }
    changed.emit(undefined as never) // serve asks for a snapshot and does not read the patch
  }
  return { core, set, quit, changed, stops: () => stops }
}

const ioFor = (create: (options: CoreOptions) => Promise<Core>) =>
  createTestIo({ dataFolder: given => given ?? '/data', createCore: create })

const view = (name: string, status: 'ready' | 'retrying' | 'connecting'): Snapshot['servers'][number] => ({
  name, status, desired: 'enabled', transport: 'stdio', target: 'x', phase: null, toolCount: 1, promptCount: 0,
  resourceCount: 0, readySinceAt: 1_000_000_000, retryCount: 0, lastAttemptAt: null, nextAttemptAt: null, lastError: null,
  suspension: null, serverInfo: null, protocolVersion: null, pid: null, latencyMs: null,
}) // prettier-ignore

test('serve tells the endpoint, each outcome once, the summary, and the progress of the stop', async () => {
  const fake = fakeCore(
    { endpoint: { state: 'opening', url: 'http://127.0.0.1:8080/mcp' }, phase: 'starting' },
    async () => {
      for (const stopping of [['a', 'b'], ['b'], []]) {
        fake.set({ phase: 'stopping', stopping })
        await new Promise(resolve => setImmediate(resolve))
      }
    },
  )
  const io = ioFor(async () => fake.core)
  const ended = runCli(['serve'], io)
  fake.set({ endpoint: { state: 'listening', url: 'http://127.0.0.1:8080/mcp' }, phase: 'connecting', startup: { total: 2, done: 0, connected: 0, failed: 0 } }, [view('a', 'ready'), view('b', 'connecting')]) // prettier-ignore
  await io.outHas(' a:')
  fake.set({ phase: 'ready', startup: { total: 2, done: 2, connected: 1, failed: 1 } }, [view('a', 'ready'), view('b', 'retrying')]) // prettier-ignore
  await io.outHas('1 of 2')
  io.signals.emit('SIGTERM')
  io.signals.emit('SIGTERM')
  expect({ code: await ended, out: io.out(), err: io.err(), forced: io.forced, stops: fake.stops() }).toEqual({
    code: 0,
    err: '',
    forced: [],
    stops: 1,
    out: `Endpoint http://127.0.0.1:8080/mcp
● ready  a: ready for 0 s, 1 tool
↻ retrying  b
1 of 2 connected, 1 failed
stopping 2 of 2 …
stopping 1 of 2 …
Stopped: 2 servers.
`,
  })
  expect({ signals: io.signals.listenerCount, changed: fake.changed.listenerCount }).toEqual({ signals: 0, changed: 0 })
})

test('without servers it says how to add one; it ends when asked to quit', async () => {
  const fake = fakeCore({})
  const io = ioFor(async () => fake.core)
  const ended = runCli(['serve'], io)
  await io.outHas('add one to /data/mcp_config.json')
  fake.quit.emit()
  expect(await ended).toBe(0)
})

test('the third signal within 10 s forces', async () => {
  const fake = fakeCore({}, () => new Promise(() => {}))
  const io = ioFor(async () => fake.core)
  void runCli(['serve'], io)
  await io.outHas('Endpoint')
  for (const signal of ['SIGINT', 'SIGINT']) io.signals.emit(signal)
  expect(io.forced).toEqual([])
  io.signals.emit('SIGINT')
  expect(io.forced).toEqual([130])
})

test('a taken port names its owner and a free one, stops, and exits 3', async () => {
  const fake = fakeCore({
    endpoint: { state: 'taken', url: 'http://127.0.0.1:8080/mcp', owner: 'nginx (pid 12)', nextFreePort: 8081 },
  })
  const io = ioFor(async () => fake.core)
  expect({ code: await runCli(['serve'], io), err: io.err(), out: io.out(), stops: fake.stops() }).toEqual({
    code: 3,
    out: '',
    stops: 1,
    err: 'mcpproxy: 127.0.0.1:8080 is taken by nginx (pid 12): end that, or choose another address, such as --listen 127.0.0.1:8081, which is free\n',
  })
})

test('an owned data folder names the owner and exits 3', async () => {
  const io = ioFor(() => Promise.reject(new AppError('DATA_FOLDER_OWNED', 'x', { folder: '/data', pid: 12 })))
  expect(await runCli(['serve'], io)).toBe(3)
  expect(io.err()).toMatch(/^mcpproxy: the data folder \/data is in use by process 12: .*"mcpproxy stop".*\n$/)
})

test('a leak at the stop is said and is a failure', async () => {
  const fake = fakeCore({}, async () => {
    fake.set({ phase: 'stopping', alerts: [{ id: '1', kind: 'leak', message: 'pid 7 survived', server: 'a', at: 0 }] })
    await io.outHas('pid 7 survived')
  })
  const io = ioFor(async () => fake.core)
  const ended = runCli(['serve', '--json'], io)
  await io.outHas('listening')
  io.signals.emit('SIGTERM')
  expect(await ended).toBe(1)
  expect(io.out().trim().split('\n').map(json => (JSON.parse(json) as { event: string }).event)).toEqual(['listening', 'summary', 'alert', 'stopped']) // prettier-ignore
})

test('options reach the core', async () => {
  const seen: CoreOptions[] = []
  const fake = fakeCore({})
  const io = ioFor(async options => {
    seen.push(options)
    return fake.core
  })
  const ended = runCli(['serve', '--config', '/c.json', '--listen', '127.0.0.1:9', '--data-dir', '/d', '-v'], io)
  await io.outHas('Endpoint')
  io.signals.emit('SIGINT')
  await ended
  expect(seen).toEqual([
    {
      dataFolder: '/d',
      configFile: '/c.json',
      listen: '127.0.0.1:9',
      version: '1.2.3',
      echoLog: true,
      signal: expect.any(AbortSignal) as AbortSignal,
    },
  ])
})

test('asked to end while it comes up, it ends in order and says so', async () => {
  const io = ioFor(
    ({ signal }) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))),
  )
  const ended = runCli(['serve'], io)
  io.signals.emit('SIGTERM')
  expect({ code: await ended, out: io.out(), err: io.err(), listeners: io.signals.listenerCount }).toEqual({
    code: 0,
    out: 'Stopped.\n',
    err: '',
    listeners: 0,
  })
})
