import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '#shared/json-rpc'
import { tool } from './testing/fake-upstreams.ts'
import { initialize, mcpHeaders, openStream, rpc, send, sendRaw } from './testing/http-client.ts'
import { startProxy } from './testing/start-proxy.ts'

test('a client initializes, lists, and ends its session', async () => {
  await using endpoint = await startProxy()
  const { upstreams, url } = endpoint
  upstreams.add('a', { tools: [tool('x')] })
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'c', version: '1' } }
  const first = await send(url, 'POST', mcpHeaders, rpc('initialize', params, 'init'))
  expect({ status: first.status, type: first.headers['content-type'], body: first.json() }).toEqual({
    status: 200,
    type: 'application/json',
    body: {
      jsonrpc: '2.0',
      id: 'init',
      result: {
        protocolVersion: '2025-06-18',
        capabilities: {
          tools: { listChanged: true },
          prompts: { listChanged: true },
          resources: { listChanged: true, subscribe: true },
          logging: {},
          completions: {},
        },
        serverInfo: { name: 'MCPProxy', version: '9.9.9' },
        instructions: expect.stringContaining('## a\nInstructions of a'),
      },
    },
  })
  const headers = { ...mcpHeaders, 'mcp-session-id': String(first.headers['mcp-session-id']) }
  expect((await send(url, 'POST', headers, rpc('tools/list', {}, 7))).json()).toEqual({
    jsonrpc: '2.0',
    id: 7,
    result: { tools: [{ ...tool('x'), name: 'a__x' }] },
  })
  const statuses = [
    (await send(url, 'DELETE', headers)).status,
    (await send(url, 'POST', headers, rpc('ping'))).status,
    (await send(url, 'GET', { ...headers, accept: 'text/event-stream' })).status,
    (await send(url, 'DELETE', headers)).status,
  ]
  expect(statuses).toEqual([200, 404, 404, 404])
})

test.each([
  ['2025-11-25', '2025-11-25'],
  ['2025-03-26', '2025-03-26'],
  ['2024-11-05', '2024-11-05'],
  ['2026-07-28', '2025-11-25'],
  ['banana', '2025-11-25'],
])('a client that asks for version %s gets %s', async (asked, given) => {
  await using endpoint = await startProxy()
  const answer = await send(endpoint.url, 'POST', mcpHeaders, rpc('initialize', { protocolVersion: asked }))
  expect(answer.json()).toMatchObject({ result: { protocolVersion: given } })
})

test('each kind of bad request is refused with its own status', async () => {
  await using endpoint = await startProxy()
  const { upstreams, url, port } = endpoint
  upstreams.add('a b', {})
  const good = await initialize(url)
  const other = `http://127.0.0.1:${port}/servers/a%20b/mcp`
  const ping = rpc('ping')
  const { accept: _accept, ...noAccept } = good
  const cases: readonly (readonly [string, number, string, string, Record<string, string>, (string | Buffer)?])[] = [
    ['good', 200, 'POST', url, good, ping],
    ['query string', 200, 'POST', `${url}?x=1`, good, ping],
    ['known version', 200, 'POST', url, { ...good, 'mcp-protocol-version': '2025-06-18' }, ping],
    ['no accept header', 200, 'POST', url, noAccept, ping],
    ['accepts anything', 200, 'POST', url, { ...good, accept: '*/*' }, ping],
    ['no session', 400, 'POST', url, mcpHeaders, ping],
    ['unknown session', 404, 'POST', url, { ...good, 'mcp-session-id': 'nope' }, ping],
    ["another endpoint's session", 404, 'POST', other, good, ping],
    ['bad version', 400, 'POST', url, { ...good, 'mcp-protocol-version': '2099-01-01' }, ping],
    ['sessionless era, header', 400, 'POST', url, { ...mcpHeaders, 'mcp-protocol-version': '2026-07-28' }, ping],
    ['sessionless era, discovery', 400, 'POST', url, mcpHeaders, rpc('server/discover', {})],
    [
      'sessionless era, meta',
      400,
      'POST',
      url,
      mcpHeaders,
      rpc('tools/list', { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } }),
    ],
    ['batch in a version without', 400, 'POST', url, good, `[${ping}]`],
    ['accepts only HTML', 406, 'POST', url, { ...good, accept: 'text/html' }, ping],
    ['accepts only JSON', 406, 'POST', url, { ...good, accept: 'application/json' }, ping],
    ['GET without event stream', 406, 'GET', url, { ...good, accept: 'application/json' }],
    ['text', 415, 'POST', url, { ...good, 'content-type': 'text/plain' }, ping],
    ['another charset', 415, 'POST', url, { ...good, 'content-type': 'application/json; charset=latin1' }, ping],
    ['not JSON', 400, 'POST', url, good, '{'],
    ['empty', 400, 'POST', url, good, ''],
    ['not UTF-8', 400, 'POST', url, good, Buffer.from([0x22, 0xff, 0x22])],
    ['depth bomb', 400, 'POST', url, good, '['.repeat(100_000)],
    ['deep object', 400, 'POST', url, good, `{"a":${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}}`],
    ['not a message', 400, 'POST', url, good, '{"jsonrpc":"2.0"}'],
    ['id null', 400, 'POST', url, good, '{"jsonrpc":"2.0","id":null,"method":"ping"}'],
    ['number', 400, 'POST', url, good, '42'],
    ['notification', 202, 'POST', url, good, '{"jsonrpc":"2.0","method":"notifications/x"}'],
    ['response', 202, 'POST', url, good, '{"jsonrpc":"2.0","id":1,"result":{}}'],
    ['initialize twice', 200, 'POST', url, good, rpc('initialize', {})],
    ['PUT', 405, 'PUT', url, good, ping],
    ['OPTIONS', 405, 'OPTIONS', url, {}],
    ['unknown path', 404, 'POST', `http://127.0.0.1:${port}/`, good, ping],
    ['a slash too many', 200, 'POST', `http://127.0.0.1:${port}/mcp/`, good, ping],
    ['unknown server', 404, 'POST', `http://127.0.0.1:${port}/servers/zzz/mcp`, mcpHeaders, ping],
    ['malformed path', 400, 'POST', `http://127.0.0.1:${port}/servers/%E0%A4%A/mcp`, mcpHeaders, ping],
    ['another host', 403, 'POST', url, { ...good, host: 'evil.example' }, ping],
    ['another port', 403, 'POST', url, { ...good, host: '127.0.0.1:1' }, ping],
    ['localhost', 200, 'POST', url, { ...good, host: `LOCALHOST:${port}`, origin: `http://localhost:${port}` }, ping],
    ['a web page', 403, 'POST', url, { ...good, origin: 'https://evil.example' }, ping],
    ['a page of another port', 403, 'POST', url, { ...good, origin: 'http://localhost:3000' }, ping],
    ['a sandboxed page', 403, 'POST', url, { ...good, origin: 'null' }, ping],
    ['health', 200, 'GET', `http://127.0.0.1:${port}/health`, {}],
    ['health to a page', 403, 'GET', `http://127.0.0.1:${port}/health`, { origin: 'https://evil.example' }],
  ]
  const seen: unknown[] = []
  for (const [name, , method, target, headers, body] of cases) {
    const answer = await send(target, method, headers, body)
    seen.push([name, answer.status])
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    if (answer.status >= 400)
      expect(answer.json()).toMatchObject({ jsonrpc: '2.0', id: null, error: { code: expect.any(Number) } })
  }
  expect(seen).toEqual(cases.map(([name, status]) => [name, status]))
})

test('a body over the limit is refused while it is still being sent', async () => {
  await using endpoint = await startProxy()
  const { port } = endpoint
  const head = `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n`
  const declared = await sendRaw(port, `${head}Content-Length: 99999999999\r\n\r\n{`)
  expect(declared).toMatch(/^HTTP\/1\.1 413 .*connection: close.*larger than/is)
  const chunk = `100000\r\n${' '.repeat(0x100000)}\r\n`
  const streamed = await sendRaw(port, `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(66)}0\r\n\r\n`)
  expect(streamed).toMatch(/^HTTP\/1\.1 413 /)
})

test('batches are answered together in the version that has them', async () => {
  await using endpoint = await startProxy()
  const { upstreams, url } = endpoint
  upstreams.add('a', { tools: [tool('x')] })
  const headers = await initialize(url, '2025-03-26')
  const batch = `[${rpc('ping', {}, 1)},{"jsonrpc":"2.0","method":"notifications/x"},${rpc('tools/call', { name: 'a__x' }, '1')}]`
  const answer = await send(url, 'POST', headers, batch)
  const replies = JSON.parse(answer.text) as { id: unknown }[]
  expect(new Set(replies.map(reply => reply.id))).toEqual(new Set([1, '1']))
  expect((await send(url, 'POST', headers, '[]')).status).toBe(400)
  expect((await send(url, 'POST', headers, '[{"jsonrpc":"2.0","method":"notifications/x"}]')).status).toBe(202)
})

test('a session has one event stream; a client that resumes gets what it missed', async () => {
  await using endpoint = await startProxy()
  const { upstreams, url } = endpoint
  upstreams.add('a')
  const { 'content-type': _, ...headers } = await initialize(url)
  const log = (data: string) => upstreams.say('a', 'notifications/message', { level: 'error', logger: 'l', data })
  await send(url, 'POST', { ...headers, ...mcpHeaders }, rpc('logging/setLevel', { level: 'info' }))
  const isLog = (data: JsonObject) => data.method === 'notifications/message' // a list may have changed as well
  log('before')
  const first: { readonly id: string | null; readonly data: JsonObject }[] = []
  const stream = await openStream(url, headers, event => isLog(event.data) && first.push(event))
  expect((await send(url, 'GET', { ...headers, accept: 'text/event-stream' })).status).toBe(409)
  log('during')
  await expect.poll(() => first.length).toBe(2)
  const message = (data: string) => ({
    jsonrpc: '2.0',
    method: 'notifications/message',
    params: { level: 'error', logger: 'a/l', data },
  })
  expect(first.map(event => event.data)).toEqual([message('before'), message('during')])
  const resumed: unknown[] = []
  const second = await openStream(
    url,
    { ...headers, 'last-event-id': String(first[0]?.id) },
    event => isLog(event.data) && resumed.push(event.data),
  )
  await stream.ended
  await expect.poll(() => resumed).toEqual([message('during')])
  second.close()
})

test('a client that goes away ends the calls it made', async () => {
  await using endpoint = await startProxy()
  const { upstreams, url, proxy } = endpoint
  const aborted: unknown[] = []
  const hang = (_: unknown, { signal }: { signal?: AbortSignal }) => {
    signal?.addEventListener('abort', () => aborted.push((signal.reason as Error).message))
    return new Promise(() => {})
  }
  upstreams.add('a', { tools: [tool('hang')] }, { hang })
  const headers = await initialize(url)
  const gone = new AbortController()
  const call = fetch(url, {
    method: 'POST',
    headers,
    body: rpc('tools/call', { name: 'a__hang' }),
    signal: gone.signal,
  })
  await expect.poll(() => upstreams.requests.length).toBe(1)
  gone.abort()
  await expect(call).rejects.toThrow()
  await expect.poll(() => aborted).toEqual(['The client went away'])
  await expect.poll(() => proxy.stats.callsInFlight).toBe(0)
})

test('idle sessions end, and the longest unused one makes room for a new one', async () => {
  await using endpoint = await startProxy({ sessionLimits: { idleMs: 60_000, max: 2 } })
  const { url, proxy } = endpoint
  const [one, two] = [await initialize(url), await initialize(url)]
  const { 'content-type': _, ...streamHeaders } = one
  const stream = await openStream(url, streamHeaders, () => {})
  const three = await initialize(url)
  const statuses = []
  for (const headers of [one, two, three]) statuses.push((await send(url, 'POST', headers, rpc('ping'))).status)
  expect({ statuses, sessions: proxy.stats.sessions }).toEqual({ statuses: [200, 404, 200], sessions: 2 })
  stream.close()

  await using brief = await startProxy({ sessionLimits: { idleMs: 1, max: 2 } })
  const headers = await initialize(brief.url)
  await expect.poll(() => brief.proxy.stats.sessions, { timeout: 5_000 }).toBe(0)
  expect((await send(brief.url, 'POST', headers, rpc('ping'))).status).toBe(404)
})

test('whatever bytes come as a body or in headers, an HTTP answer follows and the endpoint stays up', async () => {
  await using endpoint = await startProxy()
  const { upstreams, url, port } = endpoint
  upstreams.add('a', { tools: [tool('x')] })
  const session = await initialize(url, '2025-03-26')
  const method = fc.constantFrom(
    'tools/call',
    'tools/list',
    'resources/read',
    'prompts/get',
    'completion/complete',
    'logging/setLevel',
    'resources/subscribe',
    'initialize',
    'ping',
    '__proto__',
  )
  const message = fc.record(
    { jsonrpc: fc.constant('2.0'), id: fc.oneof(fc.integer(), fc.string()), method, params: fc.jsonValue() },
    { requiredKeys: ['jsonrpc', 'method'] },
  )
  const body = fc.oneof(
    message.map(value => JSON.stringify(value)),
    fc.array(message, { maxLength: 3 }).map(value => JSON.stringify(value)),
    fc.json(),
    fc.uint8Array({ maxLength: 50 }).map(bytes => Buffer.from(bytes)),
  )
  await fc.assert(
    fc.asyncProperty(body, async bytes => {
      const { status } = await send(url, 'POST', session, bytes)
      expect(status === 200 || status === 202 || status === 400).toBe(true)
    }),
    { numRuns: 150 },
  )
  const line = fc.stringMatching(/^[\x20-\x7e]{0,40}$/)
  const start = fc.oneof(
    fc.constantFrom('POST /mcp HTTP/1.1', 'GET /mcp HTTP/1.0', 'CONNECT x:1 HTTP/1.1', 'PRI * HTTP/2.0'),
    line.filter(text => text !== ''), // an empty line asks nothing
  )
  const header = fc.oneof(
    line,
    fc
      .tuple(
        fc.constantFrom('Mcp-Session-Id', 'Accept', 'Content-Length', 'Transfer-Encoding', 'Origin', 'Expect'),
        line,
      )
      .map(pair => pair.join(': ')),
  )
  await fc.assert(
    fc.asyncProperty(start, fc.array(header, { maxLength: 5 }), fc.boolean(), async (first, lines, hasHost) => {
      const host = hasHost ? [`Host: 127.0.0.1:${port}`] : []
      const answer = await sendRaw(port, [first, ...host, ...lines, '', ''].join('\r\n'))
      expect(answer).toMatch(/^HTTP\/1\.1 [2-5]\d\d /)
    }),
    { numRuns: 150 },
  )
  expect((await send(url, 'POST', session, rpc('ping'))).status).toBe(200)
}, 60_000)
