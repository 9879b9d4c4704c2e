import { describe, expect, test } from 'vitest'
import { AutoTransport } from './auto.ts'
import { answering, fixture, initialize, link, never, ownEachTest, text } from './http-suite.fixture.ts'

ownEachTest()

describe('an automatic link', () => {
  test('stays with Streamable HTTP where it works', async () => {
    const { port } = await fixture()
    const { handshake, transport, call, answer } = await link(AutoTransport, `http://127.0.0.1:${port}/`)
    await handshake()
    call(1, 'echo', { text: 'x' })
    await answer(1).toMatchObject(text('x'))
    expect(transport.kind).toBe('streamable-http')
  })

  test('turns to SSE for an older server, and says the first message again', async () => {
    const { port } = await fixture('--protocol', 'sse')
    const { handshake, transport, call, answer } = await link(AutoTransport, `http://127.0.0.1:${port}/sse`)
    await handshake()
    call(1, 'echo', { text: 'x' })
    await answer(1).toMatchObject(text('x'))
    expect(transport.kind).toBe('sse')
  })

  test('keeps what both said when both fail', async () => {
    const url = await answering((request, response) =>
      response.writeHead(request.method === 'POST' ? 405 : 404).end('nothing'),
    )
    const { transport, end } = await link(AutoTransport, url)
    await transport.open(never)
    transport.send(initialize)
    expect(await end()).toMatchObject({
      http: { status: 405 },
      message: `Streamable HTTP: ${url} answered 405 Method Not Allowed to initialize. SSE: ${url} answered 404 Not Found to the event stream.`,
    })
  })

  test.each([401, 403, 429, 500, 503])('does not try another protocol after %d', async status => {
    let gets = 0
    const url = await answering((request, response) => {
      if (request.method === 'GET') gets++
      response.writeHead(status).end()
    })
    const { transport, end } = await link(AutoTransport, url)
    await transport.open(never)
    transport.send(initialize)
    expect(await end()).toMatchObject({ http: { status } })
    expect(gets).toBe(0)
  })
})
