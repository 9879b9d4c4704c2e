import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { StreamableHttpTransport } from './streamable-http.ts'
import { afterHandshake, answering, initialize, link, never, noListen, ownEachTest } from './http-suite.fixture.ts'

ownEachTest()

describe('a Streamable HTTP server that misbehaves', () => {
  test.each<[string, number, Record<string, string>, string, object]>([
    [
      'sign-in',
      401,
      { 'www-authenticate': 'Bearer realm="x"' },
      'who? hunter2',
      { http: { status: 401, body: 'who? [redacted]', wwwAuthenticate: 'Bearer realm="x"', retryAfterMs: null } },
    ],
    [
      'a limit',
      429,
      { 'retry-after': '7' },
      '',
      { http: { status: 429, body: '', wwwAuthenticate: null, retryAfterMs: 7_000 } },
    ],
    [
      'a fault',
      500,
      {},
      'x'.repeat(9_000),
      { http: { status: 500, body: 'x'.repeat(4_096), wwwAuthenticate: null, retryAfterMs: null } },
    ],
    [
      'a page',
      200,
      { 'content-type': 'text/html; charset=utf-8' },
      '<html>',
      {
        http: { status: 200, body: '<html>' },
        message: expect.stringContaining('sent text/html instead of JSON or an event stream.'),
      },
    ],
    [
      'no JSON-RPC',
      200,
      { 'content-type': 'application/json' },
      '{"a":1}',
      { http: null, message: expect.stringContaining('sent JSON that is no JSON-RPC.') },
    ],
    ['nothing', 202, {}, '', { message: expect.stringContaining('sent nothing instead of JSON or an event stream.') }],
    [
      'a stream without an answer',
      200,
      { 'content-type': 'text/event-stream' },
      ': hi\n\n',
      { message: expect.stringContaining('closed the connection before the answer came.') },
    ],
    [
      'a redirect to another place',
      307,
      { location: 'https://other.example/mcp?secret=1' },
      '',
      {
        http: { status: 307 },
        message: expect.stringMatching(/redirects to https:\/\/other\.example\/mcp, and headers are not sent/),
      },
    ],
  ])('the first message refused ends the link with what was said: %s', async (_, status, headers, body, evidence) => {
    const url = await answering((_request, response) => response.writeHead(status, headers).end(body))
    const { transport, end, messages } = await link(StreamableHttpTransport, url)
    await transport.open(never)
    transport.send(initialize)
    expect(await end()).toMatchObject(evidence)
    expect(messages).toEqual([])
  })

  test('a later refusal fails only its own call, and a server’s own error passes unchanged', async () => {
    const error = { code: -32001, message: 'own', data: { kept: true } }
    const url = await answering(
      afterHandshake((request, response, { id }) => {
        if (noListen(request, response)) return
        if (id === 1) response.writeHead(503, { 'retry-after': '2' }).end('busy')
        else if (id === 2)
          response
            .writeHead(400, { 'content-type': 'application/json' })
            .end(JSON.stringify({ jsonrpc: '2.0', id, error }))
        else request.socket.destroy()
      }),
    )
    const { handshake, call, answer, ends } = await link(StreamableHttpTransport, url)
    await handshake()
    for (const id of [1, 2, 3]) call(id, 'x')
    await answer(1).toMatchObject({ error: { code: -32000, data: { status: 503, retryAfterMs: 2_000, body: 'busy' } } })
    await answer(2).toEqual({ jsonrpc: '2.0', id: 2, error })
    await answer(3).toMatchObject({ error: { code: -32000, message: expect.stringContaining('(ECONNRESET)') } })
    expect(ends).toEqual([])
  })

  test('redirects stay within the origin, and compressed answers are read', async () => {
    const url = await answering((request, response, body) => {
      if (noListen(request, response)) return
      if (request.url === '/mcp') return response.writeHead(308, { location: '/moved' }).end()
      const { id } = JSON.parse(body) as { id?: number }
      const bytes = gzipSync(JSON.stringify({ jsonrpc: '2.0', id, result: {} }))
      return response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bytes)
    })
    const { transport, answer } = await link(StreamableHttpTransport, url)
    await transport.open(never)
    transport.send(initialize)
    await answer(0).toMatchObject({ result: {} })
  })

  test('answers over the limit are named, as JSON and as an event', async () => {
    const big = (id: number | undefined) => JSON.stringify({ jsonrpc: '2.0', id, result: 'x'.repeat(100_000) })
    const url = await answering(
      afterHandshake((request, response, { id }) => {
        if (noListen(request, response)) return
        if (id === 1) response.setHeader('content-type', 'application/json').end(big(id))
        else response.setHeader('content-type', 'text/event-stream').end(`data: ${big(id)}\n\n`)
      }),
    )
    const { handshake, call, answer } = await link(StreamableHttpTransport, url, { maxMessageBytes: 10_000 })
    await handshake()
    for (const id of [1, 2]) call(id, 'x')
    await answer(1).toMatchObject({ error: { message: expect.stringContaining('longer than 10000') } })
    await answer(2).toMatchObject({ error: { message: expect.stringContaining('longer than 10000') } })
  })

  test.each([
    ['http://127.0.0.1:1/mcp', {}, 'ECONNREFUSED'],
    ['http://no-such-host.invalid/mcp', {}, expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/)],
    ['http://127.0.0.1:1/mcp', { 'X-Bad': 'line\nbreak' }, 'ERR_INVALID_CHAR'],
  ])('nobody there, or nothing to send: %s %j', async (url, headers, errorCode) => {
    const { transport, end } = await link(StreamableHttpTransport, url, { headers })
    await transport.open(never)
    transport.send(initialize)
    expect(await end()).toMatchObject({ errorCode, http: null })
  })

  test('an address that is none is refused without repeating it', async () => {
    const { transport } = await link(StreamableHttpTransport, 'ftp://user:hunter2@x')
    await expect(transport.open(never)).rejects.toThrow('The "url" is no http or https address.')
  })

  test('closing is quick although the server answers nothing any more', async () => {
    const url = await answering(afterHandshake(() => {}))
    const { handshake, call, transport, messages, ends } = await link(StreamableHttpTransport, url)
    await handshake()
    call(1, 'never')
    const startedAt = performance.now()
    expect(await transport.close()).toBeNull()
    expect(performance.now() - startedAt).toBeLessThan(1_500)
    expect({ answers: messages.length, ends }).toEqual({ answers: 1, ends: [] })
  })
})
