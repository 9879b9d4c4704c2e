import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { statusOf } from '#shared/status'
import { LinkError } from '../transports/transport.ts'
import { retryDelayMs } from './backoff.ts'
import type { ServerDependencies } from './dependencies.ts'
import { configOf, fakeDependencies, MemoryState, serverNamed } from './fake-dependencies.ts'
import { evidenceWith, LinkedTransport, wellBehaved, type Answers } from './linked-transport.ts'
import { ServerActor } from './server-actor.ts'
import { StartQueue } from './start-queue.ts'

const never = new AbortController().signal

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type LinkOptions = ConstructorParameters<typeof LinkedTransport>[1]

/** An actor over links made by `makeLink`; the settings may be changed while it runs. */
function actorOver(
  makeLink: () => LinkedTransport,
  parts: Partial<ServerDependencies> = {},
  server = serverNamed('files'),
) {
  const links: LinkedTransport[] = []
  const state = new MemoryState()
  const settings = configOf([]).settings
  const createTransport = () => {
    const link = makeLink()
    links.push(link)
    return link
  }
  const options = { settings: () => settings, queue: new StartQueue(20), order: () => 0, suspension: null }
  const actor = new ServerActor(server, options, fakeDependencies({ createTransport, state, ...parts }))
  return { actor, links, state, settings, server }
}

const linkTo = (answers: Answers, options?: LinkOptions) => () => new LinkedTransport(answers, options)
const good = wellBehaved()
/** Answers nothing. */
const hung: Answers = () => undefined
const status = (actor: ServerActor) => statusOf(actor.facts)
const settle = () => vi.advanceTimersByTimeAsync(0)

test('a start walks through its phases to ready, and the attempt is recorded', async () => {
  const { actor, state, server } = actorOver(linkTo(good))
  const seen: string[] = []
  actor.onChange(() => seen.push(actor.runtime.kind))
  await actor.aim(server, true)
  await settle()
  expect([...new Set(seen)]).toEqual(['queued', 'preflight', 'starting', 'discovering', 'ready'])
  expect(actor.offer.tools.map(tool => tool.name)).toEqual(['echo'])
  expect(state.recordedAttempts).toMatchObject([{ server: 'files', outcome: 'ready', failure: null }])
  expect(state.recordedAttempts[0]?.phases.map(phase => [phase.name, phase.durationMs !== null])).toEqual(
    ['queued', 'preflight', 'spawn', 'initialize', 'discover'].map(name => [name, true]),
  )
  await actor[Symbol.asyncDispose]()
  expect([actor.runtime.kind, state.recordedCleanups.length, vi.getTimerCount()]).toEqual(['idle', 1, 0])
})

test('a server that dies while it starts fails at once, with what it said, long before its time is up', async () => {
  const { actor, links, state, server } = actorOver(linkTo(hung))
  await actor.aim(server, true)
  await settle()
  links[0]?.print('Error: TOKEN is missing')
  links[0]?.break()
  await settle()
  expect(actor.runtime).toEqual({ kind: 'backoff', nextAttemptAt: Date.now() + 500 })
  expect(state.recordedAttempts[0]?.failure).toMatchObject({
    summary: 'The process exited with code 1',
    phase: 'initialize',
    exit: { code: 1, signal: null },
    stderrTail: ['Error: TOKEN is missing'],
  })
  await actor[Symbol.asyncDispose]()
})

test.each([
  ['spawn', linkTo(good, { open: () => new Promise(() => {}) })],
  ['initialize', linkTo(hung)],
  ['discover', linkTo((request, link) => (request.method === 'tools/list' ? undefined : good(request, link)))],
] as const)('%s has a time limit of its own, that of the server', async (phase, link) => {
  const { actor, server, state } = actorOver(link, {}, serverNamed('files', { connection_timeout_seconds: 7 }))
  await actor.aim(server, true)
  await vi.advanceTimersByTimeAsync(6_999)
  expect(status(actor)).toBe('connecting')
  await vi.advanceTimersByTimeAsync(1)
  expect(state.recordedAttempts[0]).toMatchObject({
    outcome: 'failed',
    failure: { phase, category: 'startup_timeout' },
  })
  await actor[Symbol.asyncDispose]()
  expect(vi.getTimerCount()).toBe(0)
})

test('a download has a longer limit, which ends when the server speaks for itself', async () => {
  const runner = serverNamed('files', { command: 'npx', args: ['-y', 'server-files'] })
  const { actor, links, state } = actorOver(linkTo(hung), {}, runner)
  await actor.aim(runner, true)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(actor.details.state.phase).toBe('install')
  links[0]?.print('npm warn deprecated something')
  await settle()
  expect(actor.details.state.phase).toBe('install')
  links[0]?.print('Server listening on stdio')
  await settle()
  expect(actor.details.state.phase).toBe('initialize')
  await vi.advanceTimersByTimeAsync(30_000)
  expect(state.recordedAttempts[0]?.failure?.phase).toBe('initialize')
  await actor[Symbol.asyncDispose]()
})

test('what has run once is warm: no install phase', async () => {
  const runner = serverNamed('files', { command: 'uvx', args: ['server-files==1.0'] })
  const { actor, state } = actorOver(linkTo(good), {}, runner)
  await actor.aim(runner, true)
  await settle()
  await actor.restart()
  await settle()
  const names = state.recordedAttempts.map(attempt => attempt.phases.some(phase => phase.name === 'install'))
  expect([names, [...state.flags.keys()]]).toEqual([[true, false], ['warm:uv:server-files==1.0']])
  await actor[Symbol.asyncDispose]()
})

test('a session that ends by itself comes back, and what was offered is taken away meanwhile', async () => {
  const { actor, links, server } = actorOver(linkTo(good))
  await actor.aim(server, true)
  await settle()
  const offers: number[] = []
  actor.onOfferChanged(() => offers.push(actor.offer.tools.length))
  const call = expect(actor.session?.request('slow', {})).rejects.toBeDefined()
  links[0]?.break()
  await call
  await settle()
  expect([status(actor), actor.session, actor.offer.tools, actor.details.lastFailure?.phase]).toEqual([
    'retrying',
    null,
    [],
    null,
  ])
  await vi.advanceTimersByTimeAsync(500)
  expect([status(actor), offers, links.length, actor.details.lastFailure]).toEqual(['ready', [0, 1], 2, null])
  await actor[Symbol.asyncDispose]()
})

test('retries are counted until the server was ready for a minute', async () => {
  const { actor, links, server } = actorOver(linkTo(good))
  await actor.aim(server, true)
  for (let crash = 0; crash < 3; crash++) {
    await vi.advanceTimersByTimeAsync(5_000)
    links.at(-1)?.break()
  }
  await vi.advanceTimersByTimeAsync(10_000)
  expect([status(actor), actor.details.state.retryCount]).toEqual(['ready', 3])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(actor.details.state.retryCount).toBe(0)
  await actor[Symbol.asyncDispose]()
})

test('a dead server is dialled as the backoff says, for hours', async () => {
  const refuse = linkTo(good, {
    open: () => Promise.reject(new LinkError(evidenceWith({ errorCode: 'ECONNREFUSED', message: 'refused' }))),
  })
  const { actor, links, server } = actorOver(refuse)
  await actor.aim(server, true)
  await vi.advanceTimersByTimeAsync(3_600_000 - 1)
  const firstHour = links.length
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect([firstHour <= 34, links.length - firstHour]).toEqual([true, 24])
  expect(retryDelayMs(links.length, { maxMs: 300_000, random: () => 0 })).toBe(150_000)
  await actor[Symbol.asyncDispose]()
  expect(vi.getTimerCount()).toBe(0)
})

test('a server that wants a sign-in is asked rarely, and says so', async () => {
  const refuse = linkTo(good, { open: () => Promise.reject(new LinkError(evidenceWith({ message: '401' }))) })
  const { actor, links, server } = actorOver(refuse, {
    classify: () => ({ category: 'auth_required', confidence: 1, summary: 'Sign in', recommendation: 'Sign in.' }),
  })
  await actor.aim(server, true)
  await settle()
  expect([status(actor), actor.runtime]).toEqual([
    'needs-sign-in',
    { kind: 'backoff', needs: 'sign-in', nextAttemptAt: Date.now() + 300_000 },
  ])
  await vi.advanceTimersByTimeAsync(20 * 60_000)
  expect(links).toHaveLength(3) // at 0, 5 and 20 min
  await actor[Symbol.asyncDispose]()
})

test('Retry-After is honoured', async () => {
  const http = { status: 429, body: '', wwwAuthenticate: null, retryAfterMs: 90_000 }
  const open = () => Promise.reject(new LinkError(evidenceWith({ http })))
  const { actor, server } = actorOver(linkTo(good, { open }))
  await actor.aim(server, true)
  await settle()
  expect(actor.runtime).toEqual({ kind: 'backoff', nextAttemptAt: Date.now() + 90_000 })
  await actor[Symbol.asyncDispose]()
})

test('an unset variable needs input: nothing is started, and an edit tries again', async () => {
  let missing = ['API_KEY']
  const { actor, links, server } = actorOver(linkTo(good), { expand: own => ({ server: own, missing }) })
  await actor.aim(server, true)
  await settle()
  expect([status(actor), links.length, actor.details.lastFailure?.category]).toEqual(['needs-input', 0, 'missing_env'])
  await actor.aim(actor.server, false)
  expect(actor.runtime).toEqual({ kind: 'idle' }) // paused, it asks for nothing
  expect(actor.details.lastFailure?.summary).toContain('API_KEY')
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(links).toHaveLength(0)
  missing = []
  await actor.aim({ ...server, args: ['edited'] }, true)
  await settle()
  expect(status(actor)).toBe('ready')
  await actor[Symbol.asyncDispose]()
})

test('what preflight finds is a failure without a start', async () => {
  const summary = 'no such command'
  const trouble = {
    evidence: evidenceWith({ errorCode: 'ENOENT', message: summary }),
    diagnosis: { category: 'command_not_found', confidence: 1, summary, recommendation: null },
  } as const
  const { actor, links, state, server } = actorOver(linkTo(good), { preflight: async () => trouble })
  await actor.aim(server, true)
  await settle()
  const failure = { phase: 'preflight', category: 'command_not_found', summary }
  expect([links.length, state.recordedAttempts[0]?.failure]).toMatchObject([0, failure])
  await actor[Symbol.asyncDispose]()
})

test('a server that is disabled during preflight is never spawned', async () => {
  let pass = () => {}
  const preflight = () => new Promise<null>(resolve => (pass = () => resolve(null)))
  const { actor, links, server, state } = actorOver(linkTo(good), { preflight })
  await actor.aim(server, true)
  await settle()
  const stopped = actor.aim({ ...server, enabled: false }, false)
  pass()
  await stopped
  expect([links.length, status(actor), state.recordedAttempts[0]?.outcome]).toEqual([0, 'disabled', 'cancelled'])
})

test('a stop waits until the link is gone, and a new start waits for that', async () => {
  let closed = () => {}
  const close = () => new Promise<void>(resolve => (closed = resolve))
  const { actor, links, server } = actorOver(linkTo(good, { close }))
  await actor.aim(server, true)
  await settle()
  const restarted = actor.restart()
  await settle()
  expect([status(actor), links.length, actor.session, actor.isOnItsWay]).toEqual(['stopping', 1, null, true])
  closed()
  await restarted
  await settle()
  expect([status(actor), links.length]).toEqual(['ready', 2])
  const disposed = actor[Symbol.asyncDispose]()
  await settle()
  closed()
  await disposed
})

test('three missed pings end the session; a call in flight is not silence', async () => {
  const deaf: Answers = (request, link) =>
    request.method === 'ping' || request.method === 'slow' ? undefined : good(request, link)
  const { actor, links, server, settings } = actorOver(linkTo(deaf))
  settings.connection_management.health_check_interval_seconds = 5
  const failures = new Set<string | undefined>()
  actor.onChange(() => failures.add(actor.details.lastFailure?.summary))
  await actor.aim(server, true)
  await settle()
  const call = actor.session?.request('slow', {}, { timeoutMs: 60_000 }).catch(() => {})
  await vi.advanceTimersByTimeAsync(60_000)
  await call
  expect(status(actor)).toBe('ready')
  await vi.advanceTimersByTimeAsync(34_000)
  expect([links.length, [...failures]]).toEqual([2, [undefined, 'The server did not answer 3 pings in a row']])
  await actor[Symbol.asyncDispose]()
})

test('"method not found" is an answer to a ping, and traffic makes pings needless', async () => {
  const answers: Answers = (request, link) =>
    request.method === 'ping' ? { error: { code: -32601, message: 'no' } } : good(request, link)
  const { actor, links, server } = actorOver(linkTo(answers))
  await actor.aim(server, true)
  await vi.advanceTimersByTimeAsync(10 * 60_000)
  expect([links.length, status(actor), actor.details.latencyMs !== null]).toEqual([1, 'ready', true])
  const pings = () => links[0]?.sent.filter(message => 'method' in message && message.method === 'ping').length
  const before = pings()
  for (let minute = 0; minute < 10; minute++) {
    links[0]?.notify('notifications/message')
    await vi.advanceTimersByTimeAsync(60_000)
  }
  expect(pings()).toBe(before)
  await actor[Symbol.asyncDispose]()
})

test('a failure policy suspends: no further attempt until it is forgiven', async () => {
  const suspension = { reason: 'Exceeded 2', category: 'unknown', sinceAt: 1, failures: 2 }
  const open = () => Promise.reject(new LinkError(evidenceWith({ message: 'no' })))
  const { actor, links, state, server } = actorOver(linkTo(good, { open }), {
    failurePolicy: {
      judge: ({ failures }) => (failures < 2 ? null : suspension),
      becameReady: () => {},
      ranStably: () => {},
      forgive: () => {},
    },
  })
  await actor.aim(server, true)
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect([links.length, status(actor), state.held.get('files')]).toEqual([2, 'auto-disabled', suspension])
  actor.forgive()
  await actor.restart()
  await settle()
  expect([links.length, status(actor), state.held.size]).toEqual([3, 'retrying', 0])
  await actor[Symbol.asyncDispose]()
})

test('a defect in our own classifier, or a broken database, does not end the actor', async () => {
  const { actor, links, server, state } = actorOver(linkTo(hung), {
    classify: () => {
      throw new Error('defect')
    },
  })
  state.recordAttempt = () => {
    throw new Error('disk full')
  }
  await actor.aim(server, true)
  await settle()
  links[0]?.break()
  await settle()
  expect(status(actor)).toBe('retrying')
  await vi.advanceTimersByTimeAsync(500)
  expect(links).toHaveLength(2)
  await actor[Symbol.asyncDispose]()
})

test('whoever waits for a server hears of its success, of its failure, and of their own change of mind', async () => {
  let refuse = true
  const refused = new LinkError(evidenceWith({ message: 'refused' }))
  const open = () => (refuse ? Promise.reject(refused) : Promise.resolve())
  const { actor, server } = actorOver(linkTo(good, { open }))
  await expect(actor.whenReady(never)).rejects.toMatchObject({ code: 'SERVER_NOT_READY', details: { status: 'idle' } })
  void actor.aim(server, true)
  await expect(actor.whenReady(never)).rejects.toThrow('refused')
  refuse = false
  void actor.restart()
  const abort = new AbortController()
  const changed = expect(actor.whenReady(abort.signal)).rejects.toThrow('enough')
  abort.abort(new Error('enough'))
  await changed
  expect(await actor.whenReady(never)).toBe(actor.session)
  await actor[Symbol.asyncDispose]()
})
