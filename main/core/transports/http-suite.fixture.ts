import { spawn } from 'node:child_process'
import { once } from 'node:events'
import * as http from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { AsyncDisposables } from '#shared/disposable'
import type { JsonRpcMessage, RequestId } from '#shared/json-rpc'
import { afterEach, beforeEach, expect } from 'vitest'
import { createDispatcher } from './dispatcher.ts'
import type { HttpOptions } from './http-transport.ts'
import type { LinkError, Transport } from './transport.ts'

// What the suites of the HTTP transports share: real servers, and a link with everything it told.
export const root = join(import.meta.dirname, '../../..')
export const never = new AbortController().signal

let owned: AsyncDisposables

/** To be called at the top of a suite: everything started in a test is gone after it. */
export function ownEachTest(): void {
  beforeEach(() => void (owned = new AsyncDisposables()))
  afterEach(() => owned[Symbol.asyncDispose]())
}

/** A real server that answers whatever the test wants. */
export async function answering(
  handle: (request: http.IncomingMessage, response: http.ServerResponse, body: string) => unknown,
) {
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    await handle(request, response, Buffer.concat(chunks).toString())
  })
  server.listen(0, '127.0.0.1')
  owned.defer(() => {
    server.closeAllConnections()
    return new Promise(resolve => server.close(resolve))
  })
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`
}

/** The fixture or another program; resolves with its port once `ready` was printed. */
export async function program(args: readonly string[], ready: RegExp, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  owned.defer(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  await expect.poll(() => ready.test(printed), { timeout: 10_000 }).toBe(true)
  return { child, port: Number(ready.exec(printed)?.[1]) }
}
export const fixture = (...args: string[]) =>
  program([join(root, 'e2e/fixtures/http-mcp-server.mjs'), ...args], /listening (\d+)/)

/**
 * A port for a program that cannot take port 0. Below the ports that the system hands out by itself (32768 and up),
 * or a connection of somebody else may have it by the time the program starts.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const port = 10_000 + Math.floor(Math.random() * 20_000)
    const probe = createServer()
    const isFree = await new Promise<boolean>(resolve => {
      probe.once('error', () => resolve(false)).listen(port, () => resolve(true))
    })
    if (!isFree) continue
    await new Promise(resolve => probe.close(resolve))
    return port
  }
  throw new Error('No free port was found.')
}

type Kind = new (options: HttpOptions) => Transport
export async function link(Kind: Kind, url: string, more: Partial<HttpOptions> = {}) {
  const dispatcher = owned.use(await createDispatcher({}))
  const redact = (text: string) => text.replaceAll('hunter2', '[redacted]')
  const transport = new Kind({ url, headers: {}, dispatcher, redact, ...more })
  owned.defer(() => transport.close())
  const messages: JsonRpcMessage[] = []
  const ends: LinkError[] = []
  transport.onMessage(message => messages.push(message))
  transport.onEnd(error => ends.push(error))
  const found = (id: RequestId) => messages.find(message => 'id' in message && message.id === id)
  const poll = { timeout: 5_000, interval: 5 }
  return {
    transport,
    messages,
    ends,
    found,
    answer: (id: RequestId) => expect.poll(() => found(id), poll),
    end: async () => {
      await expect.poll(() => ends.length, poll).toBe(1)
      return (ends[0] as LinkError).evidence
    },
    call: (id: RequestId, name: string, args: object = {}) =>
      transport.send({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } }),
    handshake: async () => {
      await transport.open(never)
      transport.send(initialize)
      await expect.poll(() => found(0), poll).toBeDefined()
      transport.setProtocolVersion('2025-11-25')
      transport.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
    },
  }
}
export const initialize: JsonRpcMessage = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
}
export const text = (content: string) => ({ result: { content: [{ type: 'text', text: content }] } })
export const json = (response: http.ServerResponse, value: unknown) =>
  response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
/** Answers initialize and initialized properly, hands the rest to the test. */
export const afterHandshake =
  (
    handle: (
      request: http.IncomingMessage,
      response: http.ServerResponse,
      message: { id?: number; method?: string },
    ) => unknown,
  ) =>
  (request: http.IncomingMessage, response: http.ServerResponse, body: string) => {
    const message = body === '' ? {} : (JSON.parse(body) as { id?: number; method?: string })
    if (message.method === 'initialize') {
      response.setHeader('mcp-session-id', 's1')
      return json(response, { jsonrpc: '2.0', id: message.id, result: {} })
    }
    if (message.method === 'notifications/initialized') return response.writeHead(202).end()
    return handle(request, response, message)
  }
export const noListen = (request: http.IncomingMessage, response: http.ServerResponse) => {
  if (request.method === 'POST') return false
  response.writeHead(request.method === 'DELETE' ? 200 : 405).end()
  return true
}
