import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { Exchange } from './exchange.ts'
import { StandingStream } from './standing-stream.ts'

/** A real response whose client has read nothing yet. */
async function openResponse() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1').pause()
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse]
  const readAll = async () => {
    let text = ''
    socket
      .setEncoding('utf8')
      .on('data', (chunk: string) => (text += chunk))
      .resume()
    await once(socket, 'close')
    return text
  }
  const close = async () => {
    socket.destroy()
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  return { response, readAll, [Symbol.asyncDispose]: close }
}

test('after five silent seconds the headers are sent, then a sign of life every fifteen', async () => {
  await using opened = await openResponse()
  const { response, readAll } = opened
  response.shouldKeepAlive = false
  const exchange = new Exchange(response, 1, false, () => {})
  const nowAt = Date.now()
  exchange.keepAlive(nowAt + 4_000)
  expect(response.headersSent).toBe(false)
  for (const afterMs of [6_000, 7_000, 22_000, 23_000]) exchange.keepAlive(nowAt + afterMs)
  exchange.reply('{"done":true}')
  const text = await readAll()
  expect(text).toMatch(/content-type: text\/event-stream/i)
  expect(text.match(/: keep-alive\n\n|data: .*\n\n/g)).toEqual([
    ': keep-alive\n\n',
    ': keep-alive\n\n',
    'data: {"done":true}\n\n',
  ])
})

test('a client that does not read is cut off, and its memory with it', async () => {
  await using opened = await openResponse()
  const stream = new StandingStream()
  stream.open(opened.response, undefined)
  for (let sent = 0; sent < 400 && stream.isOpen; sent += 1) stream.send(JSON.stringify('x'.repeat(100_000)))
  expect({ open: stream.isOpen, destroyed: opened.response.destroyed }).toEqual({ open: false, destroyed: true })
})

test('an exchange whose requests were all cancelled ends without an answer', async () => {
  await using opened = await openResponse()
  const { response, readAll } = opened
  response.shouldKeepAlive = false
  let done = 0
  const exchange = new Exchange(response, 2, true, () => (done += 1))
  exchange.reply(null)
  exchange.reply(null)
  exchange.reply('{"late":true}')
  expect((await readAll()).split('\r\n\r\n')[1]).not.toContain('late')
  expect(done).toBe(1)
})
