import { once } from 'node:events'
import * as http from 'node:http'
import type { AddressInfo } from 'node:net'
import { AsyncDisposables } from '#shared/disposable'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDispatcher } from './dispatcher.ts'
import { HttpExchanges, parseRetryAfter, readBody } from './http-exchange.ts'
import { placeOf } from './http-message.ts'

let owned: AsyncDisposables
beforeEach(() => void (owned = new AsyncDisposables()))
afterEach(() => owned[Symbol.asyncDispose]())

/** Closes each connection when a second request comes over it, as a server does that had just decided to. */
async function impatientServer() {
  const served = new WeakSet<object>()
  const server = http.createServer((request, response) => {
    if (served.has(request.socket)) return request.socket.resetAndDestroy()
    served.add(request.socket)
    return response.end('ok')
  })
  server.listen(0, '127.0.0.1')
  owned.defer(() => new Promise(resolve => server.close(resolve)))
  await once(server, 'listening')
  const exchanges = new HttpExchanges(owned.use(await createDispatcher({})))
  owned.defer(() => exchanges.end())
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const ask = async (repeatable: boolean) => {
    const response = await exchanges.request({ method: 'POST', url, headers: {}, body: '{}', repeatable })
    return readBody(response.body, 100)
  }
  return { exchanges, ask }
}

test('a request that met a dying connection is repeated once on a new one', async () => {
  const { ask, exchanges } = await impatientServer()
  expect([await ask(true), await ask(true), await ask(true)]).toEqual(['ok', 'ok', 'ok'])
  await expect.poll(() => exchanges.inFlight).toBe(0)
})

test('one that may have had its effect is not', async () => {
  const { ask } = await impatientServer()
  expect(await ask(false)).toBe('ok')
  await expect(ask(false)).rejects.toMatchObject({ code: 'ECONNRESET' })
})

test.each([
  ['120', 120_000],
  ['Sun, 22 Nov 2026 16:00:10 GMT', 10_000],
  ['Sun, 22 Nov 2026 15:00:00 GMT', 0],
  ['soon', null],
  [null, null],
])('Retry-After %j means %j ms', (value, expected) => {
  expect(parseRetryAfter(value, Date.UTC(2026, 10, 22, 16))).toBe(expected)
})

test.each([
  ['https://user:hunter2@mcp.example:8443/mcp?key=hunter2#x', 'https://mcp.example:8443/mcp'],
  ['https://mcp.example/s/k3yk3yk3yk3yk3yk3yk3y/mcp', 'https://mcp.example/s/…/mcp'],
])('%s is shown as %s', (url, shown) => {
  expect(placeOf(new URL(url))).toBe(shown)
})
