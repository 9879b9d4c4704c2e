import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LinkError } from '../transports/transport.ts'
import { ConnectionManager } from './connection-manager.ts'
import type { ServerDependencies } from './dependencies.ts'
import { configOf, fakeDependencies, MemoryState, serverNamed } from './fake-dependencies.ts'
import { evidenceWith, LinkedTransport, wellBehaved, type Answers } from './linked-transport.ts'

const never = new AbortController().signal
const running = { paused: false }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Servers named `hung…` never answer, `dead…` cannot be reached, the rest behave. */
function manage(parts: Partial<ServerDependencies> = {}) {
  const links: { name: string; link: LinkedTransport }[] = []
  const state = new MemoryState()
  const silent: Answers = () => undefined
  const dependencies = fakeDependencies({
    createTransport: ({ name }) => {
      const refuse = () => Promise.reject(new LinkError(evidenceWith({ message: 'refused' })))
      const options = name.startsWith('dead') ? { open: refuse } : {}
      const link = new LinkedTransport(name.startsWith('hung') ? silent : wellBehaved([`tool_of_${name}`]), options)
      links.push({ name, link })
      return link
    },
    state,
    ...parts,
  })
  const manager = new ConnectionManager(dependencies)
  const starts = () => links.map(({ name }) => name)
  const statuses = () => Object.fromEntries(manager.views().map(view => [view.name, view.status]))
  return { manager, links, state, starts, statuses }
}

const settle = () => vi.advanceTimersByTimeAsync(0)

test('servers of every kind beside each other: each has its own status, in the order of the file', async () => {
  const { manager, statuses } = manage()
  const servers = ['good', 'hung', 'dead'].map(name => serverNamed(name))
  const off = serverNamed('off', { enabled: false })
  const invalid = [{ name: 'odd', path: 'mcpServers[4].command', reason: 'must be a string' }]
  await manager.apply(configOf([...servers, off], {}, invalid), running)
  await settle()
  expect(statuses()).toEqual({ good: 'ready', hung: 'connecting', dead: 'retrying', off: 'disabled', odd: 'invalid' })
  expect(manager.list().map(({ name, session }) => [name, session !== null])).toEqual([
    ['good', true],
    ['hung', false],
    ['dead', false],
    ['off', false],
    ['odd', false],
  ])
  expect(manager.startup).toEqual({ total: 3, done: 2, connected: 1, failed: 1 })
  await vi.advanceTimersByTimeAsync(30_000)
  expect(manager.startup).toEqual({ total: 3, done: 3, connected: 1, failed: 2 })
  await manager[Symbol.asyncDispose]()
  expect(vi.getTimerCount()).toBe(0)
})

test('a view tells all there is to know, secrets redacted', async () => {
  const { manager } = manage({ redact: text => text.replaceAll('hunter2', '[redacted]') })
  await manager.apply(configOf([serverNamed('good', { args: ['--password', 'hunter2', 'two words'] })]), running)
  await settle()
  expect(manager.view('good')).toEqual({
    name: 'good',
    status: 'ready',
    desired: 'enabled',
    transport: 'stdio',
    target: 'server --password [redacted] "two words"',
    phase: null,
    toolCount: 1,
    promptCount: 0,
    resourceCount: 0,
    readySinceAt: Date.now(),
    retryCount: 0,
    lastAttemptAt: Date.now(),
    nextAttemptAt: null,
    lastError: null,
    suspension: null,
    serverInfo: { name: 'linked', version: '1.0.0' },
    protocolVersion: '2025-11-25',
    pid: 1,
    latencyMs: null,
  })
  await manager[Symbol.asyncDispose]()
})

test('a new configuration touches only what changed', async () => {
  const { manager, links, starts, statuses } = manage()
  const [a, b, c] = [serverNamed('a'), serverNamed('b'), serverNamed('c')]
  await manager.apply(configOf([a, b, c]), running)
  await settle()
  await manager.apply(configOf([{ ...c }, { ...b, args: ['edited'] }, serverNamed('d')]), running)
  await settle()
  expect(starts()).toEqual(['a', 'b', 'c', 'd', 'b']) // b once its old process is gone
  expect(Object.entries(statuses())).toEqual([
    ['c', 'ready'],
    ['b', 'ready'],
    ['d', 'ready'],
  ])
  expect(links.map(({ link }) => link.state)).toEqual(['closed', 'closed', 'open', 'open', 'open'])
  expect(manager.get('a')).toBeUndefined()
  await manager[Symbol.asyncDispose]()
})

test('a removed server that comes back while it stops is never run twice', async () => {
  const { manager, links, statuses } = manage()
  const a = serverNamed('a')
  await manager.apply(configOf([a]), running)
  await settle()
  const removed = manager.apply(configOf([]), running)
  const back = manager.apply(configOf([a]), running)
  await Promise.all([removed, back])
  await settle()
  expect([statuses(), links.map(({ link }) => link.state)]).toEqual([{ a: 'ready' }, ['closed', 'open']])
  await manager[Symbol.asyncDispose]()
})

test('an entry that becomes invalid stops, and says why', async () => {
  const { manager, links } = manage()
  await manager.apply(configOf([serverNamed('a')]), running)
  await settle()
  await manager.apply(configOf([], {}, [{ name: 'a', path: 'mcpServers.a', reason: 'needs a "command"' }]), running)
  expect(manager.view('a')).toMatchObject({
    status: 'invalid',
    lastError: { summary: 'mcpServers.a needs a "command"' },
  })
  expect([links[0]?.link.state, manager.get('a')?.session]).toEqual(['closed', null])
  await expect(manager.whenReady('a', never)).rejects.toMatchObject({ code: 'SERVER_NOT_READY' })
  await manager.apply(configOf([serverNamed('a')]), running)
  expect(await manager.whenReady('a', never)).toBeDefined()
  await manager[Symbol.asyncDispose]()
})

test('a pause stops everything and a resume brings it back', async () => {
  const { manager, links, statuses } = manage()
  const config = configOf([serverNamed('a'), serverNamed('dead'), serverNamed('off', { enabled: false })])
  await manager.apply(config, running)
  await settle()
  await manager.apply(config, { paused: true })
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect([statuses(), links.length]).toEqual([{ a: 'idle', dead: 'idle', off: 'disabled' }, 2])
  await manager.apply(config, running)
  expect(manager.startup).toMatchObject({ total: 2, done: 0 })
  await settle()
  expect([statuses(), manager.startup.done]).toEqual([{ a: 'ready', dead: 'retrying', off: 'disabled' }, 2])
  await manager[Symbol.asyncDispose]()
})

test('changes are told once a microtask, and status changes are recorded', async () => {
  const { manager, state } = manage()
  const told: string[][] = []
  manager.onChange(({ names }) => told.push([...names]))
  const applied = manager.apply(configOf([serverNamed('a'), serverNamed('b')]), running)
  await applied
  expect(told[0]).toEqual(['a', 'b'])
  await settle()
  await manager.stopAll()
  const of = (name: string) => state.statusChanges(name, 10).map(change => change.status)
  expect(of('a')).toEqual(['idle', 'stopping', 'ready', 'connecting'])
  await manager[Symbol.asyncDispose]()
})

test('the proxy hears of offers and of notifications that are not about lists', async () => {
  const { manager, links } = manage()
  const heard: unknown[] = []
  manager.onOfferChanged(({ server, kinds }) =>
    heard.push([server, kinds.length, manager.get(server)?.offer.tools.length]),
  )
  manager.onNotification(({ server, notification }) => heard.push([server, notification.method]))
  await manager.apply(configOf([serverNamed('a')]), running)
  await settle()
  links[0]?.link.notify('notifications/tools/list_changed')
  links[0]?.link.notify('notifications/message')
  await vi.advanceTimersByTimeAsync(1_000)
  await manager.apply(configOf([]), running)
  expect(heard).toEqual([
    ['a', 4, 1],
    ['a', 'notifications/message'],
    ['a', 1, 1],
    ['a', 4, undefined],
  ])
  await manager[Symbol.asyncDispose]()
})

test('waiting for a server: unknown, dead, and one on its way', async () => {
  const { manager } = manage()
  await manager.apply(configOf([serverNamed('good'), serverNamed('dead')]), running)
  await expect(manager.whenReady('none', never)).rejects.toMatchObject({
    code: 'SERVER_UNKNOWN',
    details: { name: 'none', known: ['good', 'dead'] },
  })
  await expect(manager.whenReady('dead', never)).rejects.toMatchObject({ code: 'SERVER_NOT_READY' })
  expect(await manager.whenReady('good', never)).toBe(manager.get('good')?.session)
  await manager[Symbol.asyncDispose]()
})

test('settled waits for outcomes, and no longer than it is told', async () => {
  const { manager, statuses } = manage()
  await manager.apply(configOf([serverNamed('good'), serverNamed('hung')]), running)
  let settledAt = 0
  void manager.settled(2_000).then(() => (settledAt = Date.now()))
  const startedAt = Date.now()
  await vi.advanceTimersByTimeAsync(2_000)
  expect([settledAt - startedAt, statuses()]).toEqual([2_000, { good: 'ready', hung: 'connecting' }])
  const early = manager.settled(60_000)
  await vi.advanceTimersByTimeAsync(28_000)
  await early
  await manager[Symbol.asyncDispose]()
  expect(vi.getTimerCount()).toBe(0)
})

test('a suspension of an earlier run holds until it is taken back by an edit, a restart or by hand', async () => {
  const state = new MemoryState()
  const suspension = { reason: 'Exceeded 10 consecutive failures', category: 'unknown', sinceAt: 1, failures: 10 }
  for (const name of ['a', 'b', 'c', 'd']) state.setSuspension(name, suspension)
  const { manager, statuses } = manage({ state })
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(name => serverNamed(name)) as [never, never, never, never]
  await manager.apply(configOf([a, b, c, d]), running)
  await settle()
  expect(Object.values(statuses())).toEqual(Array(4).fill('auto-disabled'))
  await manager.apply(configOf([{ ...(a as object), args: ['edited'] } as never, b, c, d]), running)
  await manager.restart('b')
  await manager.unsuspend('c')
  await settle()
  expect([statuses(), [...state.held.keys()]]).toEqual([
    { a: 'ready', b: 'ready', c: 'ready', d: 'auto-disabled' },
    ['d'],
  ])
  await manager[Symbol.asyncDispose]()
})

test('hung servers in front do not keep healthy ones waiting for their time limit', async () => {
  const { manager } = manage()
  const servers = Array.from({ length: 100 }, (_, index) => serverNamed(`${index < 20 ? 'hung' : 'good'}-${index}`))
  await manager.apply(configOf(servers), running)
  await vi.advanceTimersByTimeAsync(5_100)
  expect(manager.startup).toEqual({ total: 100, done: 80, connected: 80, failed: 0 })
  await manager[Symbol.asyncDispose]()
  expect(vi.getTimerCount()).toBe(0)
})

test('stopping all is for good, in parallel, and hands back the records', async () => {
  const { manager, state } = manage()
  const config = configOf([serverNamed('a'), serverNamed('hung'), serverNamed('dead')])
  await manager.apply(config, running)
  await settle()
  const records = await manager.stopAll()
  expect(records.map(record => [record.server, record.outcome])).toEqual([
    ['a', 'graceful'],
    ['hung', 'graceful'],
  ])
  expect(state.recordedCleanups).toHaveLength(3) // the dead one's was there before
  await manager.apply(config, running)
  await vi.advanceTimersByTimeAsync(60_000)
  expect([manager.stopping, vi.getTimerCount()]).toEqual([[], 0])
  await manager[Symbol.asyncDispose]()
})
