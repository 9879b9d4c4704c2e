import type * as http from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SseTransport } from './sse.ts'
import type { LinkError } from './transport.ts'
import {
  answering,
  fixture,
  freePort,
  json,
  link,
  never,
  ownEachTest,
  program,
  root,
  text,
} from './http-suite.fixture.ts'

ownEachTest()

describe('a link over SSE', () => {
  test('talks to a real server and sees its end', async () => {
    const { port, child } = await fixture('--protocol', 'sse')
    const { handshake, call, answer, end } = await link(SseTransport, `http://127.0.0.1:${port}/sse`)
    await handshake()
    for (let id = 1; id <= 32; id++) call(id, 'echo', { text: String(id) })
    for (let id = 1; id <= 32; id++) await answer(id).toMatchObject(text(String(id)))
    const startedAt = performance.now()
    child.kill('SIGKILL')
    expect(await end()).toMatchObject({ message: `127.0.0.1:${port} closed the event stream.` })
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })

  test('talks to the SDK’s own server-everything', async () => {
    const port = await freePort()
    const entry = join(root, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js')
    await program([entry, 'sse'], /running on port (\d+)/, { PORT: String(port) })
    const { handshake, call, answer } = await link(SseTransport, `http://127.0.0.1:${port}/sse`)
    await handshake()
    call(2, 'echo', { message: 'hello' })
    await answer(2).toMatchObject(text('Echo: hello'))
  })

  test.each<[string, (response: http.ServerResponse) => unknown, object]>([
    ['a refusal', response => response.writeHead(403).end('no'), { http: { status: 403, body: 'no' } }],
    [
      'another type',
      response => json(response, {}),
      { message: expect.stringContaining('sent application/json instead of an event stream.') },
    ],
    [
      'an end before the address',
      response => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(),
      { message: expect.stringContaining('closed the event stream.') },
    ],
    [
      'an address elsewhere',
      response =>
        response
          .writeHead(200, { 'content-type': 'text/event-stream' })
          .write('event: endpoint\ndata: https://other.example/x\n\n'),
      { message: expect.stringContaining('another origin') },
    ],
  ])('is refused by open: %s', async (_, handle, evidence) => {
    const url = await answering((_request, response) => handle(response))
    const { transport, ends } = await link(SseTransport, url)
    const refusal = await transport.open(never).catch((error: unknown) => error)
    expect((refusal as LinkError).evidence).toMatchObject(evidence)
    expect(ends).toEqual([])
  })

  test('an abort ends a wait for a server that says nothing', async () => {
    const url = await answering(() => {})
    const { transport } = await link(SseTransport, url)
    const abort = new AbortController()
    const opening = transport.open(abort.signal)
    abort.abort(new Error('enough'))
    await expect(opening).rejects.toThrow('enough')
  })
})
