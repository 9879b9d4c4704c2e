import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { isAppError } from '#shared/errors'
import { LinkError } from '../transports/transport.ts'
import { LinkedTransport, wellBehaved, type Answers } from './linked-transport.ts'
import { Session } from './session.ts'
import { RpcError } from './upstreams.ts'

const clientInfo = { name: 'mcpproxy', version: '0.1.0' }
const never = new AbortController().signal

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

async function connect(answers: Answers = wellBehaved()) {
  const link = new LinkedTransport(answers)
  const session = new Session('files', link)
  await link.open(never)
  return { link, session }
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('should fail'),
    (error: unknown) => error,
  )

/** A far end that answers nothing by itself. */
const silent: Answers = () => undefined

test('a handshake declares no client capabilities and tells the transport the version', async () => {
  const { link, session } = await connect()
  await session.initialize(clientInfo, never)
  expect(link.sent).toEqual([
    {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo },
    },
    { jsonrpc: '2.0', method: 'notifications/initialized' },
  ])
  expect([link.version, session.serverInfo, session.capabilities]).toEqual([
    '2025-11-25',
    { name: 'linked', version: '1.0.0' },
    { tools: {} },
  ])
})

test.each(['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'])('version %s is accepted', async version => {
  const { session } = await connect(() => ({ result: { protocolVersion: version } }))
  await session.initialize(clientInfo, never)
  expect(session.protocolVersion).toBe(version)
})

test.each([['2023-01-01'], [undefined], [7]])('version %s is refused, naming both sides', async version => {
  const { link, session } = await connect(() => ({ result: { protocolVersion: version } }))
  const error = await failure(session.initialize(clientInfo, never))
  expect(isAppError(error, 'PROTOCOL')).toBe(true)
  expect(String(error)).toContain(String(version))
  expect(String(error)).toContain('2025-11-25')
  expect(link.sent).toHaveLength(1) // no initialized notification
})

test('answers find their requests in any order; unknown and late ones are ignored', async () => {
  const { link, session } = await connect(silent)
  const first = session.request('tools/call', { name: 'a' })
  const second = session.request('tools/call', { name: 'b' })
  for (const [id, result] of [
    [2, 'two'],
    [99, 'odd'],
    ['1', 'one'],
    [1, 'again'],
    [null, 'none'],
  ] as const) {
    link.receive({ jsonrpc: '2.0', id, result })
  }
  expect([await first, await second, vi.getTimerCount()]).toEqual(['one', 'two', 0])
})

test("the server's own error keeps code, message and data; a null error is none", async () => {
  const { session } = await connect(({ method }) =>
    method === 'good'
      ? { result: 1, error: null as never }
      : { error: { code: -32050, message: 'no', data: { own: true } } },
  )
  expect(await session.request('good', undefined)).toBe(1)
  expect(await failure(session.request('bad', undefined))).toEqual(new RpcError(-32050, 'no', { own: true }))
})

test.each<[unknown, number, string]>([
  [{}, -32603, 'no message'],
  [{ code: 'E1', message: 5 }, -32603, 'no message'],
  [{ code: 1.5, message: 'half' }, -32603, 'half'],
  ['text', -32603, 'no message'],
])('an error that lacks what every error has is filled in: %j', async (error, code, message) => {
  const { session } = await connect(() => ({ result: null, error: error as never }))
  const failed = await failure(session.request('a', undefined))
  expect(failed).toMatchObject({ code, message: expect.stringContaining(message) })
})

test.each([null, [], 'text', 7])('params that are no object reach nobody: %j', async params => {
  const { link, session } = await connect(silent)
  const heard: unknown[] = []
  session.onNotification(notification => heard.push(notification))
  const notice = { jsonrpc: '2.0', method: 'notifications/resources/updated', params } as const
  link.receive(notice as never) // as it comes from the wire
  expect(heard).toEqual([{ jsonrpc: '2.0', method: 'notifications/resources/updated' }])
})

test('a request times out, is cancelled upstream, and progress starts its time anew', async () => {
  const { link, session } = await connect(silent)
  const heard: unknown[] = []
  const result = failure(session.request('tools/call', {}, { timeoutMs: 1_000, onProgress: p => heard.push(p) }))
  await vi.advanceTimersByTimeAsync(900)
  link.notify('notifications/progress', { progressToken: 1, progress: 1 })
  await vi.advanceTimersByTimeAsync(900)
  expect(session.inFlight).toBe(1)
  await vi.advanceTimersByTimeAsync(100)
  expect(await result).toMatchObject({ code: 'TIMEOUT', details: { what: 'tools/call', limitMs: 1_000 } })
  expect(link.sent.at(-1)).toMatchObject({ method: 'notifications/cancelled', params: { requestId: 1 } })
  link.notify('notifications/progress', { progressToken: 1, progress: 2 })
  expect(heard).toEqual([{ progressToken: 1, progress: 1 }])
})

test('initialize is never cancelled upstream', async () => {
  const { link, session } = await connect(silent)
  const abort = new AbortController()
  const result = failure(session.initialize(clientInfo, abort.signal))
  abort.abort(new Error('enough'))
  expect(await result).toEqual(new Error('enough'))
  expect(link.sent).toHaveLength(1)
})

test('aborting rejects with the reason, and a shared signal keeps no listener', async () => {
  const { link, session } = await connect(silent)
  const abort = new AbortController()
  const added = vi.spyOn(abort.signal, 'addEventListener')
  const removed = vi.spyOn(abort.signal, 'removeEventListener')
  const answered = session.request('a', undefined, { signal: abort.signal })
  link.receive({ jsonrpc: '2.0', id: 1, result: 'ok' })
  await answered
  const aborted = failure(session.request('b', undefined, { signal: abort.signal }))
  abort.abort('changed my mind')
  expect(await aborted).toBe('changed my mind')
  expect(await failure(session.request('c', undefined, { signal: abort.signal }))).toBe('changed my mind')
  expect(link.sent.map(message => 'method' in message && message.method)).toEqual(['a', 'b', 'notifications/cancelled'])
  expect(removed.mock.calls.length).toBe(added.mock.calls.length)
})

test('progress tokens are ours: a foreign one never reaches the server', async () => {
  const { link, session } = await connect(silent)
  const heard: unknown[] = []
  const asked = [
    session.request('a', { x: 1, _meta: { progressToken: 'theirs', kept: 1 } }, { onProgress: p => heard.push(p) }),
    session.request('b', { x: 2, _meta: { progressToken: 1, kept: 2 } }),
    session.request('c', undefined, { onProgress: p => heard.push(p) }),
  ]
  expect(link.sent.map(message => 'params' in message && message.params)).toEqual([
    { x: 1, _meta: { progressToken: 1, kept: 1 } },
    { x: 2, _meta: { kept: 2 } },
    { _meta: { progressToken: 3 } },
  ])
  for (const progressToken of [1, 2, 3, 'theirs']) link.notify('notifications/progress', { progressToken })
  expect(heard).toEqual([{ progressToken: 1 }, { progressToken: 3 }])
  session[Symbol.dispose]()
  await Promise.allSettled(asked)
})

test('params without a token are sent as they are, the same object', async () => {
  const { link, session } = await connect()
  const params = { name: 'echo', unknown: { kept: true } }
  await session.request('tools/call', params)
  expect('params' in link.sent[0]! && link.sent[0].params).toBe(params)
})

test('when the link ends everything in flight fails at once, and nothing stays behind', async () => {
  const { link, session } = await connect(silent)
  const abort = new AbortController()
  const calls = [1, 2, 3].map(n => failure(session.request(`call-${n}`, undefined, { signal: abort.signal })))
  link.break('gone')
  for (const error of await Promise.all(calls)) {
    expect(error).toMatchObject({ code: 'SERVER_GONE', details: { name: 'files' } })
    expect((error as Error).cause).toBeInstanceOf(LinkError)
  }
  expect(await failure(session.request('later', undefined))).toMatchObject({ code: 'SERVER_GONE' })
  expect([vi.getTimerCount(), link.listenerCount]).toEqual([0, 0])
})

test('the server may ping; sampling, elicitation and roots are refused', async () => {
  const { link } = await connect()
  const asked = ['ping', 'sampling/createMessage', 'elicitation/create', 'roots/list']
  asked.forEach((method, index) => link.receive({ jsonrpc: '2.0', id: `s${index}`, method }))
  expect(
    link.sent.map(message => ('result' in message ? message.result : 'error' in message && message.error?.code)),
  ).toEqual([{}, -32601, -32601, -32601])
})

test('what the server says unasked is passed on; progress and cancellations are not', async () => {
  const { link, session } = await connect()
  const heard: string[] = []
  session.onNotification(({ method }) => heard.push(method))
  for (const method of ['notifications/message', 'notifications/progress', 'notifications/cancelled', 'x/own'])
    link.notify(method)
  expect(heard).toEqual(['notifications/message', 'x/own'])
})
