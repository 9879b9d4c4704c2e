import { join } from 'node:path'
import { sleep } from '#shared/sleep'
import { describe, expect, test } from 'vitest'
import { isSessionExpired } from './http-message.ts'
import { StreamableHttpTransport } from './streamable-http.ts'
import {
  afterHandshake,
  answering,
  fixture,
  freePort,
  json,
  link,
  noListen,
  ownEachTest,
  program,
  root,
  text,
} from './http-suite.fixture.ts'

ownEachTest()

describe('a link over Streamable HTTP', () => {
  test.each([[[]], [['--json']], [['--no-listen']]])(
    'talks to a real server, 64 calls at once and 12 MB included: %j',
    async args => {
      const { port } = await fixture(...args)
      const { handshake, call, answer, messages, transport, ends } = await link(
        StreamableHttpTransport,
        `http://127.0.0.1:${port}/`,
      )
      await handshake()
      for (let id = 1; id <= 64; id++) call(id, 'echo', { text: String(id) })
      for (let id = 1; id <= 64; id++) await answer(id).toMatchObject(text(String(id)))
      call(65, 'big', { bytes: 12e6 })
      await answer(65).toMatchObject(text('x'.repeat(12e6)))
      expect(messages).toHaveLength(66)
      await transport.close()
      expect(ends).toEqual([])
    },
  )

  test('talks to the SDK’s own server-everything', async () => {
    const port = await freePort()
    const entry = join(root, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js')
    await program([entry, 'streamableHttp'], /listening on port (\d+)/, { PORT: String(port) })
    const { handshake, call, answer, transport } = await link(StreamableHttpTransport, `http://127.0.0.1:${port}/mcp`)
    await handshake()
    transport.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
    await answer(1).toMatchObject({
      result: { tools: expect.arrayContaining([expect.objectContaining({ name: 'echo' })]) },
    })
    call(2, 'echo', { message: 'hello' })
    await answer(2).toMatchObject(text('Echo: hello'))
    await transport.close()
  })

  test('sends session, version and configured headers with each message, and ends the session when closed', async () => {
    const seen: string[] = []
    const url = await answering((request, response, body) => {
      const { authorization, 'mcp-session-id': session, 'mcp-protocol-version': version } = request.headers
      const method = body === '' ? '' : ` ${(JSON.parse(body) as { method: string }).method}`
      seen.push(`${request.method}${method} ${String(session)} ${String(version)} ${authorization}`)
      return afterHandshake((_request, other) => other.writeHead(405).end())(request, response, body)
    })
    const { handshake, transport } = await link(StreamableHttpTransport, url, {
      headers: { Authorization: 'Bearer t' },
    })
    await handshake()
    await expect.poll(() => seen.length).toBe(3)
    await transport.close()
    expect(seen).toEqual([
      'POST initialize undefined undefined Bearer t',
      'POST notifications/initialized s1 2025-11-25 Bearer t',
      'GET s1 2025-11-25 Bearer t',
      'DELETE s1 2025-11-25 Bearer t',
    ])
  })

  test('nothing overtakes initialized', async () => {
    const seen: string[] = []
    const url = await answering(async (request, response, body) => {
      if (noListen(request, response)) return
      const { id, method } = JSON.parse(body) as { id?: number; method: string }
      if (method === 'notifications/initialized') await sleep(50)
      seen.push(method)
      if (id === undefined) response.writeHead(202).end()
      else json(response, { jsonrpc: '2.0', id, result: {} })
    })
    const { handshake, answer, transport } = await link(StreamableHttpTransport, url)
    await handshake()
    transport.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
    await answer(1).toBeDefined()
    expect(seen).toEqual(['initialize', 'notifications/initialized', 'tools/list'])
  })

  test('a call whose stream is cut fails at once, and the link lives on', async () => {
    const { port } = await fixture('--cut')
    const { handshake, call, answer, transport, ends } = await link(
      StreamableHttpTransport,
      `http://127.0.0.1:${port}/`,
    )
    await handshake()
    const startedAt = performance.now()
    call(1, 'echo', { text: 'x' })
    await answer(1).toMatchObject({
      error: { code: -32000, message: `127.0.0.1:${port} closed the connection before the answer came.` },
    })
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    transport.send({ jsonrpc: '2.0', id: 2, method: 'ping' })
    await answer(2).toMatchObject({ result: {} })
    expect(ends).toEqual([])
  })

  test('a cut stream that carries ids is resumed', async () => {
    const { port } = await fixture('--cut-resumable')
    const { handshake, call, answer } = await link(StreamableHttpTransport, `http://127.0.0.1:${port}/`)
    await handshake()
    call(1, 'echo', { text: 'late' })
    await answer(1).toMatchObject(text('late'))
  })

  test('a stream that is cut again and again is given up', async () => {
    let resumes = 0
    const url = await answering(
      afterHandshake((request, response) => {
        if (request.method === 'GET' && request.headers['last-event-id'] === undefined)
          return response.writeHead(405).end()
        if (request.method === 'GET') resumes++
        return response.writeHead(200, { 'content-type': 'text/event-stream' }).end('id: 1\nretry: 1\ndata:\n\n')
      }),
    )
    const { handshake, call, answer } = await link(StreamableHttpTransport, url)
    await handshake()
    call(1, 'x')
    await answer(1).toMatchObject({ error: { code: -32000 } })
    expect(resumes).toBe(5)
  })

  test('a forgotten session fails the call as repeatable and ends the link', async () => {
    const { port } = await fixture('--forget-after', '2')
    const { handshake, call, answer, found, end } = await link(StreamableHttpTransport, `http://127.0.0.1:${port}/`)
    await handshake()
    call(1, 'echo', { text: 'a' })
    await answer(1).toMatchObject(text('a'))
    call(2, 'echo', { text: 'b' })
    expect(await end()).toMatchObject({ http: { status: 404, body: 'Session not found' } })
    const refused = found(2)
    expect(refused !== undefined && 'error' in refused && isSessionExpired(refused.error?.data)).toBe(true)
  })

  test('the listening stream is reopened as often as it breaks, and what it brings arrives', async () => {
    let opened = 0
    const url = await answering(
      afterHandshake((request, response) => {
        if (request.method !== 'GET') return response.writeHead(200).end()
        opened++
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(
          `id: ${opened}\nretry: 5\ndata: {"jsonrpc":"2.0","method":"n${opened}-${String(request.headers['last-event-id'])}"}\n\n`,
        )
        return setTimeout(() => response.destroy(), 5)
      }),
    )
    const { handshake, messages, ends } = await link(StreamableHttpTransport, url)
    await handshake()
    await expect.poll(() => messages.length, { timeout: 5_000 }).toBeGreaterThan(6) // the SDK gives up after 2
    expect(messages.slice(1, 4)).toMatchObject([{ method: 'n1-undefined' }, { method: 'n2-1' }, { method: 'n3-2' }])
    expect(ends).toEqual([])
  })

  test('a server that dies is seen within a second through the listening stream', async () => {
    const { child, port } = await fixture()
    const { handshake, call, answer, messages, end } = await link(StreamableHttpTransport, `http://127.0.0.1:${port}/`)
    await handshake()
    await expect
      .poll(async () => {
        call(`a${messages.length}`, 'announce')
        await answer(`a${messages.length}`).toBeDefined()
        return messages.some(message => 'method' in message && message.method === 'notifications/tools/list_changed')
      })
      .toBe(true)
    call('pending', 'sleep', { ms: 60_000 })
    const startedAt = performance.now()
    child.kill('SIGKILL')
    expect(await end()).toMatchObject({
      errorCode: 'ECONNREFUSED',
      message: `127.0.0.1:${port} cannot be reached (ECONNREFUSED).`,
    })
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })
})
