import { readFile, writeFile } from 'node:fs/promises'
import { request, type OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { afterEach, expect, test } from 'vitest'
import { fixtureServer, hostileServer } from './support/fixtures.ts'
import { Random } from './support/random.ts'
import { RunningCore } from './support/running-core.ts'
import { within } from './support/within.ts'

/** The same input each time; another seed looks elsewhere. */
const seed = Number(process.env.FUZZ_SEED ?? 1)
/** Waits of a healthy server's callers, whatever the others do; far above what a loaded machine needs. */
const answerLimitMs = 5_000

let core: RunningCore | undefined
afterEach(async () => {
  await core?.[Symbol.asyncDispose]()
  core = undefined
})

/** Calls the healthy server until told to stop; counts the answers, each of which must be the right one. */
function keepCalling(client: Client) {
  let going = true
  const answers = (async () => {
    let count = 0
    for (; going; count += 1) {
      const text = `call ${count}`
      const call = client.callTool({ name: 'fine__echo', arguments: { text } })
      const { content } = await within(answerLimitMs, `the answer to ${text}`, call)
      expect(content).toEqual([{ type: 'text', text }])
      await new Promise(resolve => setTimeout(resolve, 10))
    }
    return count
  })()
  answers.catch(() => {}) // awaited by stop
  return {
    stop: () => {
      going = false
      return answers
    },
  }
}

/** What a bug leaves in the log. */
async function bugsIn(folder: string): Promise<string[]> {
  const log = await readFile(join(folder, 'logs', 'main.log'), 'utf8')
  return log.split('\n').filter(line => /could not be answered|uncaught|unhandled|TypeError|RangeError/i.test(line))
}

test('whatever servers print, the core lives, healthy servers answer, and each server has a status or a named error', async () => {
  const habits = ['handshake', 'ids', 'twice', 'mutated', 'lists', 'deep', 'errors', 'notices', 'asks', 'storm']
  const hostile = habits.map((habit, index) => hostileServer(habit, seed + index))
  core = await RunningCore.start({
    settings: { connection_management: { connection_timeout_seconds: 2 } },
    servers: [fixtureServer('fine'), ...hostile],
  })
  await core.control.untilStatus('fine', 'ready')
  const client = await core.client()
  const calls = keepCalling(client)
  await core.control.until('every outcome', ({ app }) => app.startup.done === app.startup.total)
  const { tools } = await client.listTools()
  const theirs = tools.filter(({ name }) => !name.startsWith('fine__'))
  const outcomes = await Promise.all(
    Array.from({ length: 5 }, () => theirs)
      .flat()
      .map(({ name }) =>
        client.callTool({ name, arguments: {} }, undefined, { timeout: 3_000 }).then(
          () => 'answered',
          () => 'failed',
        ),
      ),
  )
  expect(outcomes).toContain('answered')
  for (const list of [client.listPrompts(), client.listResources(), client.listResourceTemplates()]) await list
  for (const command of ['status', 'tools', 'cleanup']) expect((await core.cli(command, '--json')).stderr).toBe('')
  expect(await calls.stop()).toBeGreaterThan(5)
  const { servers } = core.control.snapshot
  const nameless = servers.filter(({ status, lastError }) => status !== 'ready' && !lastError?.summary)
  expect(nameless).toEqual([])
  expect(core.control.history.get('fine')?.at(-1)).toBe('ready')
  expect(await bugsIn(core.folder)).toEqual([])
  expect(await core.stop()).toBe(0)
})

test('whatever clients send, each gets an answer or the end of its connection, and the next one is served', async () => {
  core = await RunningCore.start({ servers: [fixtureServer('fine')] })
  await core.control.untilStatus('fine', 'ready')
  const client = await core.client()
  const calls = keepCalling(client)
  const random = new Random(seed)
  const initialize = await send(core.port, 'POST', '/mcp', goodHeaders, initializeText)
  const session = String(initialize.headers['mcp-session-id'])
  const statuses = new Set<number>()
  for (let round = 0; round < 200; round += 1) {
    const requests = Array.from({ length: 10 }, () => send(core?.port ?? 0, ...oddRequest(random, session)))
    const answers = await within(answerLimitMs, `round ${round} of seed ${seed}`, Promise.all(requests))
    for (const { status } of answers) statuses.add(status)
  }
  for (let round = 0; round < 100; round += 1) await sendRaw(core.port, random.mutate(rawRequest))
  expect([...statuses].filter(status => status >= 500)).toEqual([])
  expect(statuses).toContain(200)
  expect(await calls.stop()).toBeGreaterThan(5)
  expect(await bugsIn(core.folder)).toEqual([])
  expect(await core.stop()).toBe(0)
})

test('whatever is saved as configuration while it runs, the core lives and takes the next good file', async () => {
  const fine = fixtureServer('fine')
  core = await RunningCore.start({ servers: [fine] })
  await core.control.untilStatus('fine', 'ready')
  const file = join(core.folder, 'mcp_config.json')
  const good = await core.readConfigText()
  const random = new Random(seed)
  for (let round = 0; round < 40; round += 1) {
    const odd = random.mutate(oddConfig).toString(random.pick(['utf8', 'latin1']))
    await writeFile(
      file,
      random.pick([odd, random.bytes(200), good.replace('"mcpServers"', `"x": ${odd}, "mcpServers"`)]),
    )
    await new Promise(resolve => setTimeout(resolve, random.below(150)))
  }
  await core.writeConfig({ mcpServers: [fine, fixtureServer('added')] })
  await core.control.untilStatus('added', 'ready')
  await core.control.until('no alert', ({ app }) => app.alerts.every(({ kind }) => kind !== 'config'))
  await core.control.untilStatus('fine', 'ready')
  expect(await bugsIn(core.folder)).toEqual([])
  expect(await core.stop()).toBe(0)
})

const goodHeaders = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
const initializeText = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'fuzz', version: '1' } },
})
const rawRequest = `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 20\r\nTransfer-Encoding: chunked\r\n\r\n{"jsonrpc":"2.0"}\r\n`
const oddConfig = JSON.stringify({
  auto_disable: { failure_threshold: 3, window_minutes: 5 },
  logging: { level: 'debug', max_files: 2 },
  mcpServers: { a: { command: 'no-such-command', args: ['x'], env: { A: '1' } }, b: { url: 'http://127.0.0.1:9/mcp' } },
})

function oddRequest(
  random: Random,
  session: string,
): [method: string, path: string, OutgoingHttpHeaders, string | Buffer] {
  const method = random.pick([
    'tools/list',
    'tools/call',
    'ping',
    'resources/read',
    'prompts/get',
    'logging/setLevel',
    'initialize',
    'completion/complete',
    'notifications/cancelled',
    'server/discover',
    '__proto__',
  ])
  const params = random.pick([
    undefined,
    null,
    [],
    'x',
    {},
    { name: 'fine__echo', arguments: null },
    { name: {} },
    { uri: 7, cursor: 'x' },
    { _meta: { progressToken: {} } },
    { level: 'loud' },
    { requestId: -1 },
  ])
  const message = JSON.stringify({
    jsonrpc: '2.0',
    id: random.pick([1, '', null, 1e300, [], undefined]),
    method,
    params,
  })
  const body = random.pick([
    message,
    `[${message},${message}]`,
    random.mutate(message),
    random.bytes(50),
    '['.repeat(50_000),
    '',
  ])
  const headers = random.pick<OutgoingHttpHeaders>([
    { ...goodHeaders, 'mcp-session-id': session },
    {
      ...goodHeaders,
      'mcp-session-id': session,
      'mcp-protocol-version': random.pick(['2025-03-26', '2026-07-28', 'x', '']),
    },
    { ...goodHeaders, 'mcp-session-id': ['a', session] },
    { ...goodHeaders, 'content-type': random.pick(['text/plain', 'application/json; charset=utf-16', '']) },
    { accept: 'image/*', 'last-event-id': '9'.repeat(400) },
    { ...goodHeaders, host: random.pick(['evil.example', '', 'localhost']), origin: 'null' },
    { ...goodHeaders, 'content-encoding': 'gzip', 'mcp-session-id': session },
  ])
  const path = random.pick([
    '/mcp',
    '/mcp',
    '/mcp',
    '/servers/fine/mcp',
    '/servers/%00/mcp',
    '/servers/%ff/mcp',
    '/%2e%2e/mcp',
    '/',
  ])
  return [random.pick(['POST', 'POST', 'POST', 'POST', 'PUT', 'OPTIONS', 'HEAD']), path, headers, body]
}

/** One request; status 0 when the connection ended without an answer. */
function send(port: number, method: string, path: string, headers: OutgoingHttpHeaders, body: string | Buffer) {
  return new Promise<{ status: number; headers: Record<string, unknown> }>(resolve => {
    const sent = request({ port, host: '127.0.0.1', method, path, headers, agent: false }, response => {
      response.resume().once('close', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }))
    })
    sent.once('error', () => resolve({ status: 0, headers: {} }))
    sent.end(body)
  })
}

/** Bytes as they are; resolves when the other side has said something, or hung up. */
async function sendRaw(port: number, bytes: Buffer): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  const over = new Promise<void>(
    resolve =>
      void socket
        .once('data', () => resolve())
        .once('close', () => resolve())
        .once('error', () => resolve()),
  )
  socket.end(bytes)
  await within(answerLimitMs, `the end of ${JSON.stringify(bytes.toString('latin1'))}`, over)
  socket.destroy()
}
