import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import {
  LoggingMessageNotificationSchema,
  ResourceUpdatedNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { expect, test } from 'vitest'
import type { RequestOptions } from '#core/servers/upstreams'
import { RpcError } from '#core/servers/upstreams'
import { AppError } from '#shared/errors'
import type { JsonObject } from '#shared/json-rpc'
import { sleep } from '#shared/sleep'
import { tool } from './testing/fake-upstreams.ts'
import { initialize, openStream, rpc, send } from './testing/http-client.ts'
import { startProxy } from './testing/start-proxy.ts'

/** The SDK's own client; its first request id is 0, as every other's. */
async function connect(url: string) {
  const client = new Client({ name: 'test', version: '1' }, { capabilities: {} })
  const transport = new StreamableHTTPClientTransport(new URL(url))
  await client.connect(transport as Parameters<Client['connect']>[0]) // their optional types are not exact ones
  return { client, transport, [Symbol.asyncDispose]: () => client.close() }
}

/** The GET stream is opened behind `connect`: what is said before is kept for it. */
const slowEcho = async (params: JsonObject, { onProgress }: RequestOptions) => {
  const { text, steps = 0 } = params.arguments as { text: string; steps?: number }
  for (let step = 1; step <= steps; step += 1) {
    await sleep(1)
    onProgress?.({ progress: step, total: steps, message: text })
  }
  return { content: [{ type: 'text', text }] }
}

test("the SDK's client lists, calls, and sees results and errors as the server said them", async () => {
  await using endpoint = await startProxy()
  const { upstreams, url } = endpoint
  const fail = () => {
    throw new RpcError(-32042, 'Out of stock', { sku: 7 })
  }
  upstreams.add('a', { tools: [tool('echo'), tool('fail')] }, { echo: slowEcho, fail })
  await using session = await connect(url)
  const { client } = session
  expect((await client.listTools()).tools.map(item => item.name)).toEqual(['a__echo', 'a__fail'])
  expect(await client.callTool({ name: 'a__echo', arguments: { text: 'hi' } })).toEqual({
    content: [{ type: 'text', text: 'hi' }],
  })
  await expect(client.callTool({ name: 'a__fail' })).rejects.toMatchObject({ code: -32042, data: { sku: 7 } })
  await expect(client.callTool({ name: 'a__nope' })).rejects.toMatchObject({
    code: -32602,
    message: expect.stringContaining('Unknown tool "a__nope"'),
  })
  upstreams.gone('a')
  await expect(client.callTool({ name: 'a__echo' })).rejects.toThrow('server a is retrying: command not found')
  await client.ping()
})

test('two clients with equal ids and tokens and 64 calls in flight each: nothing lost, nothing crossed', async () => {
  await using endpoint = await startProxy()
  const { upstreams, url } = endpoint
  upstreams.add('a', { tools: [tool('echo')] }, { echo: slowEcho })
  await using one = await connect(url)
  await using two = await connect(url)
  const run = ({ client }: typeof one, name: string) =>
    Promise.all(
      Array.from({ length: 64 }, async (_, index) => {
        const text = `${name} ${index}`
        const seen: unknown[] = []
        const onprogress = (progress: { progress: number; message?: string | undefined }) =>
          seen.push([progress.progress, progress.message])
        const result = await client.callTool({ name: 'a__echo', arguments: { text, steps: 3 } }, undefined, {
          onprogress,
        })
        expect({ result, seen }).toEqual({
          result: { content: [{ type: 'text', text }] },
          seen: [1, 2, 3].map(step => [step, text]),
        })
        return text
      }),
    )
  const [first, second] = await Promise.all([run(one, 'one'), run(two, 'two')])
  expect(first.length + second.length).toBe(128)
})

test('cancelling reaches the server and only that call', async () => {
  await using endpoint = await startProxy()
  const { upstreams, url, proxy } = endpoint
  const reasons: string[] = []
  const hang = (params: JsonObject, { signal }: RequestOptions) =>
    new Promise(resolve => {
      if ((params.arguments as JsonObject).wait === true)
        signal?.addEventListener('abort', () => reasons.push((signal.reason as Error).message))
      else resolve({ content: [] })
    })
  upstreams.add('a', { tools: [tool('hang')] }, { hang })
  await using session = await connect(url)
  const { client } = session
  const cancel = new AbortController()
  const call = client.callTool({ name: 'a__hang', arguments: { wait: true } }, undefined, { signal: cancel.signal })
  await expect.poll(() => upstreams.requests.length).toBe(1)
  cancel.abort('changed my mind')
  await expect(call).rejects.toThrow('changed my mind')
  await expect.poll(() => reasons).toEqual(['changed my mind'])
  expect(await client.callTool({ name: 'a__hang', arguments: {} })).toEqual({ content: [] })
  expect(proxy.stats.callsInFlight).toBe(0)
})

test('a result of 12 MB passes whole', async () => {
  await using endpoint = await startProxy()
  const { upstreams, url } = endpoint
  const text = 'ä0123456789'.repeat(1_000_000)
  upstreams.add(
    'a',
    { tools: [tool('big')] },
    { big: () => ({ content: [{ type: 'text', text }], extra: { kept: true } }) },
  )
  await using session = await connect(url)
  const result = await session.client.callTool({ name: 'a__big' })
  expect(result.extra).toEqual({ kept: true })
  expect((result.content as { text: string }[])[0]?.text === text).toBe(true)
})

test('clients hear of changed lists, watched resources and log messages they asked for, and of nothing else', async () => {
  await using endpoint = await startProxy()
  const { upstreams, url, port } = endpoint
  const resources = [{ uri: 'file:///same', name: 'r' }]
  upstreams.add('a', { resources })
  upstreams.add('b', { resources })
  await using one = await connect(url)
  await using two = await connect(`http://127.0.0.1:${port}/servers/b/mcp`)
  const heard: string[] = []
  for (const [name, { client }] of Object.entries({ one, two })) {
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => void heard.push(`${name} tools`))
    client.setNotificationHandler(
      ResourceUpdatedNotificationSchema,
      ({ params }) => void heard.push(`${name} ${params.uri}`),
    )
    client.setNotificationHandler(
      LoggingMessageNotificationSchema,
      ({ params }) => void heard.push(`${name} ${params.logger}: ${String(params.data)}`),
    )
  }
  await one.client.subscribeResource({ uri: 'mcpproxy:b:file:///same' })
  await two.client.subscribeResource({ uri: 'file:///same' })
  await one.client.setLoggingLevel('warning')
  await two.client.setLoggingLevel('debug')
  heard.length = 0
  upstreams.say('a', 'notifications/resources/updated', { uri: 'file:///same' })
  upstreams.say('b', 'notifications/resources/updated', { uri: 'file:///same' })
  upstreams.say('b', 'notifications/message', { level: 'info', logger: 'db', data: 'low' })
  upstreams.say('b', 'notifications/message', { level: 'error', data: 'high' })
  upstreams.say('a', 'notifications/message', { level: 'alert', logger: 'x', data: 'other' })
  const expected = [
    'one b: high',
    'one a/x: other',
    'one mcpproxy:b:file:///same',
    'two db: low',
    'two file:///same',
    'two undefined: high',
  ]
  await expect.poll(() => heard.filter(line => !line.endsWith('tools')).sort()).toEqual(expected.sort())
  heard.length = 0
  upstreams.ready('a', { tools: [tool('new')] })
  upstreams.ready('a', { tools: [tool('newer')] })
  await expect.poll(() => heard).toEqual(['one tools'])
  const asked = upstreams.requests.filter(({ method }) => method !== 'resources/read')
  expect(asked.map(({ server, method, params }) => [server, method, params])).toEqual([
    ['b', 'resources/subscribe', { uri: 'file:///same' }],
    ['a', 'logging/setLevel', { level: 'warning' }],
    ['b', 'logging/setLevel', { level: 'warning' }],
    ['b', 'logging/setLevel', { level: 'debug' }],
    ['a', 'logging/setLevel', { level: 'warning' }],
    ['a', 'logging/setLevel', { level: 'warning' }],
  ])
})

test('a subscription lasts over a reconnect of its server, and ends with its last client', async () => {
  await using endpoint = await startProxy()
  const { upstreams, url, proxy } = endpoint
  const resources = [{ uri: 'file:///r', name: 'r' }]
  upstreams.add('a', { resources })
  const [one, two] = [await connect(url), await connect(url)]
  await one.client.subscribeResource({ uri: 'file:///r' })
  await two.client.subscribeResource({ uri: 'file:///r' })
  upstreams.gone('a')
  upstreams.ready('a', { resources })
  await two.client.unsubscribeResource({ uri: 'file:///r' })
  await one.transport.terminateSession()
  const methods = upstreams.requests.map(request => request.method)
  expect({ methods, left: proxy.stats.subscriptions }).toEqual({
    methods: ['resources/subscribe', 'resources/subscribe', 'resources/unsubscribe'],
    left: 0,
  })
  await Promise.all([one.client.close(), two.client.close()])
})

test('links and contents of results lead back to their server, and all else in them is untouched', async () => {
  await using endpoint = await startProxy()
  const { upstreams, url } = endpoint
  const resources = [{ uri: 'file:///same', name: 'r' }]
  const content = [
    { type: 'resource_link', uri: 'file:///same', name: 'l', odd: 1 },
    { type: 'resource', resource: { uri: 'file:///same', text: 't', odd: 2 }, odd: 3 },
    { type: 'resource_link', uri: 'tmp://unlisted', name: 'u' },
    { type: 'hologram', uri: 'file:///same' },
  ]
  const read = (params: JsonObject) => ({ contents: [{ uri: params.uri, text: 'from b' }], ttl: 5 })
  upstreams.add('a', { resources })
  upstreams.add(
    'b',
    { resources, tools: [tool('link')], prompts: [{ name: 'p' }] },
    {
      link: () => ({ content, structuredContent: { uri: 'file:///same' }, isError: false }),
      'prompts/get': () => ({ messages: [{ role: 'user', content: content[0], odd: 4 }], odd: 5 }),
      'resources/read': read,
      'completion/complete': params => ({
        completion: { values: [(params.ref as JsonObject).name ?? (params.ref as JsonObject).uri] },
      }),
    },
  )
  const headers = await initialize(url)
  const ask = async (method: string, params: JsonObject) =>
    (await send(url, 'POST', headers, rpc(method, params))).json().result
  const exposed = 'mcpproxy:b:file:///same'
  expect({
    call: await ask('tools/call', { name: 'b__link' }),
    prompt: await ask('prompts/get', { name: 'b__p' }),
    read: await ask('resources/read', { uri: exposed }),
    unlisted: await ask('resources/read', { uri: 'tmp://unlisted' }),
    completePrompt: await ask('completion/complete', { ref: { type: 'ref/prompt', name: 'b__p' }, argument: {} }),
    completeUri: await ask('completion/complete', { ref: { type: 'ref/resource', uri: exposed }, argument: {} }),
  }).toEqual({
    call: {
      content: [
        { ...content[0], uri: exposed },
        { ...content[1], resource: { uri: exposed, text: 't', odd: 2 } },
        content[2],
        content[3],
      ],
      structuredContent: { uri: 'file:///same' },
      isError: false,
    },
    prompt: { messages: [{ role: 'user', content: { ...content[0], uri: exposed }, odd: 4 }], odd: 5 },
    read: { contents: [{ uri: exposed, text: 'from b' }], ttl: 5 },
    unlisted: { contents: [{ uri: 'tmp://unlisted', text: 'from b' }], ttl: 5 },
    completePrompt: { completion: { values: ['p'] } },
    completeUri: { completion: { values: ['file:///same'] } },
  })
})

test('params pass untouched but for the name; a token that cannot be mapped stays here', async () => {
  await using endpoint = await startProxy()
  const { upstreams, url } = endpoint
  upstreams.add('a', { tools: [tool('x')] })
  const headers = await initialize(url)
  const params = {
    name: 'a__x',
    arguments: { n: 1 },
    task: { ttl: 5 },
    _meta: { trace: 'abc', progressToken: { bad: true } },
  }
  await send(url, 'POST', headers, rpc('tools/call', params))
  expect(upstreams.requests).toEqual([
    { server: 'a', method: 'tools/call', params: { ...params, name: 'x', _meta: { trace: 'abc' } } },
  ])
})

test('the answer is plain JSON unless something comes before it', async () => {
  await using endpoint = await startProxy()
  const { upstreams, url } = endpoint
  upstreams.add('a', { tools: [tool('echo')] }, { echo: slowEcho })
  const headers = await initialize(url)
  const params = (steps: number) => ({ name: 'a__echo', arguments: { text: 't', steps }, _meta: { progressToken: 0 } })
  const plain = await send(url, 'POST', headers, rpc('tools/call', params(0), 1))
  expect(plain.headers['content-type']).toBe('application/json')
  const events: JsonObject[] = []
  const body = rpc('tools/call', params(1), 2)
  const stream = await openStream(url, headers, event => events.push(event.data), { method: 'POST', body })
  await stream.ended
  expect(events).toEqual([
    {
      jsonrpc: '2.0',
      method: 'notifications/progress',
      params: { progress: 1, total: 1, message: 't', progressToken: 0 },
    },
    { jsonrpc: '2.0', id: 2, result: { content: [{ type: 'text', text: 't' }] } },
  ])
})

test('the first list and a call wait for a server on its way, within limits', async () => {
  await using endpoint = await startProxy({ callTimeoutMs: 300 })
  const { upstreams, url } = endpoint
  upstreams.addConnecting('late', { echo: slowEcho })
  const headers = await initialize(url)
  const ask = async (method: string, params: JsonObject) =>
    (await send(url, 'POST', headers, rpc(method, params))).json()
  const answers = Promise.all([
    ask('tools/list', {}),
    ask('tools/call', { name: 'late__echo', arguments: { text: 'x' } }),
  ])
  await sleep(50)
  upstreams.ready('late', { tools: [tool('echo')] })
  expect(await answers).toMatchObject([
    { result: { tools: [{ name: 'late__echo' }] } },
    { result: { content: [{ type: 'text', text: 'x' }] } },
  ])
  upstreams.addConnecting('never')
  expect(await ask('tools/list', {})).toMatchObject({ result: { tools: [{ name: 'late__echo' }] } })
  expect(await ask('tools/call', { name: 'never__x' })).toMatchObject({
    error: { code: -32602, message: expect.stringContaining('not ready within 300 ms') },
  })
})

test('a server that goes or is silent in the middle of a call has its own code', async () => {
  await using endpoint = await startProxy()
  const { upstreams, url } = endpoint
  const throwing = (error: Error) => () => {
    throw error
  }
  upstreams.add(
    'a',
    { tools: [tool('gone'), tool('silent'), tool('bug')] },
    {
      gone: throwing(new AppError('SERVER_GONE', 'Server a has gone', { name: 'a' })),
      silent: throwing(new AppError('TIMEOUT', 'No answer within 5 ms', { what: 'tools/call', limitMs: 5 })),
      bug: throwing(new Error('secret inside')),
    },
  )
  const headers = await initialize(url)
  const errors = []
  for (const name of ['gone', 'silent', 'bug'])
    errors.push((await send(url, 'POST', headers, rpc('tools/call', { name: `a__${name}` }))).json().error)
  expect(errors).toEqual([
    { code: -32000, message: 'Server a has gone' },
    { code: -32001, message: 'No answer within 5 ms' },
    { code: -32603, message: 'Internal error; see the log of MCPProxy' },
  ])
})

test('an id that is still in use is refused, and the first call is not disturbed', async () => {
  await using endpoint = await startProxy()
  const { upstreams, url } = endpoint
  let finish: (result: unknown) => void = () => {}
  upstreams.add('a', { tools: [tool('slow')] }, { slow: () => new Promise(resolve => (finish = resolve)) })
  const headers = await initialize(url)
  const first = send(url, 'POST', headers, rpc('tools/call', { name: 'a__slow' }, 1))
  await expect.poll(() => upstreams.requests.length).toBe(1)
  const second = await send(url, 'POST', headers, rpc('ping', {}, 1))
  expect(second.json()).toMatchObject({ id: 1, error: { code: -32600 } })
  finish({ content: [] })
  expect((await first).json()).toEqual({ jsonrpc: '2.0', id: 1, result: { content: [] } })
})

test("a server's own endpoint shows it as it is, waits for it once, and ends with it", async () => {
  await using endpoint = await startProxy()
  const { upstreams, port } = endpoint
  upstreams.addConnecting('my server')
  const url = `http://127.0.0.1:${port}/servers/my%20server/mcp`
  const headers = await initialize(url)
  const ask = async (method: string, params: JsonObject) =>
    (await send(url, 'POST', headers, rpc(method, params))).json()
  const listed = ask('tools/list', {})
  await sleep(20)
  upstreams.ready('my server', { tools: [tool('x.y')], resourceTemplates: [{ uriTemplate: 'a://{b}', name: 't' }] })
  expect([
    await listed,
    await ask('resources/templates/list', {}),
    await ask('tools/call', { name: 'x.y' }),
  ]).toMatchObject([
    { result: { tools: [{ name: 'x.y' }] } },
    { result: { resourceTemplates: [{ uriTemplate: 'a://{b}' }] } },
    { result: { content: [{ text: 'null' }] } },
  ])
  upstreams.gone('my server')
  expect([await ask('tools/list', {}), await ask('tools/call', { name: 'x.y' })]).toMatchObject([
    { result: { tools: [] } },
    { error: { code: -32000, message: 'server my server is retrying: command not found' } },
  ])
})

test('what is nested too deeply to be written harms only itself', async () => {
  await using endpoint = await startProxy()
  const { upstreams, url } = endpoint
  const deep = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as unknown
  upstreams.add(
    'a',
    { tools: [tool('deep'), tool('fail'), tool('progress')] },
    {
      deep: () => deep,
      fail: () => {
        throw new RpcError(-1, 'with deep data', deep)
      },
      progress: (_, { onProgress }) => {
        onProgress?.({ progress: 1, deep })
        return { content: [] }
      },
    },
  )
  const headers = await initialize(url)
  const answers = []
  for (const name of ['deep', 'fail', 'progress'])
    answers.push(
      (
        await send(url, 'POST', headers, rpc('tools/call', { name: `a__${name}`, _meta: { progressToken: 1 } }, 1))
      ).json(),
    )
  expect(answers).toEqual([
    { jsonrpc: '2.0', id: 1, error: { code: -32603, message: 'The message is nested too deeply' } },
    { jsonrpc: '2.0', id: 1, error: { code: -1, message: 'with deep data' } },
    { jsonrpc: '2.0', id: 1, result: { content: [] } },
  ])
})
