import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonRpcMessage, JsonRpcResponse } from '#shared/json-rpc'
import { sleep } from '#shared/sleep'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { baseEnvironment } from '../process/base-environment.ts'
import { createProcessTable } from '../process/create-process-table.ts'
import { StdioTransport, type StdioOptions } from './stdio.ts'
import { LinkError } from './transport.ts'

const fixture = join(import.meta.dirname, '../../../e2e/fixtures/mcp-server.mjs')
const table = createProcessTable()
const never = new AbortController().signal
const initialize: JsonRpcMessage = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
}

describe.skipIf(process.platform === 'win32')('a link over the standard streams', () => {
  const opened: StdioTransport[] = []
  let folder = ''
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'stdio-'))))
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(link => link.close()))
    await rm(folder, { recursive: true })
  })

  function link(command: string, args: readonly string[], more: Partial<StdioOptions> = {}) {
    const marker = { run: 'test:run', server: 'fixture', attempt: randomUUID() }
    const env = baseEnvironment(process.env, {}, marker)
    const transport = new StdioTransport({
      spec: { command, args, env, cwd: folder, marker },
      table,
      stop: { killTimeoutMs: 200, verify: true },
      redact: text => text.replaceAll('hunter2', '[redacted]'),
      ...more,
    })
    opened.push(transport)
    const messages: JsonRpcMessage[] = []
    const output: string[] = []
    const ends: LinkError[] = []
    transport.onMessage(message => messages.push(message))
    transport.onOutput(({ source, text }) => output.push(`${source}: ${text}`))
    transport.onEnd(error => ends.push(error))
    const answer = (id: number) =>
      expect.poll(() => messages.find(message => 'id' in message && message.id === id), {
        timeout: 10_000,
        interval: 5,
      })
    const end = async () => {
      await expect.poll(() => ends.length, { timeout: 10_000, interval: 5 }).toBe(1)
      return ends[0] as LinkError
    }
    return { transport, messages, output, ends, answer, end }
  }
  const server = (args: readonly string[], more: Partial<StdioOptions> = {}) =>
    link(process.execPath, [fixture, ...args], more)
  const script = (code: string, more: Partial<StdioOptions> = {}) => link(process.execPath, ['-e', code], more)
  const expectStill = async (file: string) => {
    const size = (await stat(file)).size
    await sleep(150)
    expect((await stat(file)).size).toBe(size)
  }

  test('carries messages both ways and is gone when closed', async () => {
    const { transport, answer, ends } = server(['--name', 'real'])
    await transport.open(never)
    const { pid } = transport
    transport.send(initialize)
    await answer(0).toMatchObject({ result: { serverInfo: { name: 'real' } } })
    expect(await transport.close()).toMatchObject({ outcome: 'graceful', pids: [pid] })
    expect({ pid: transport.pid, ends }).toEqual({ pid: null, ends: [] })
  })

  test('arguments reach the program as they are: no shell reads them', async () => {
    const odd = [
      '$(touch made)',
      '`touch made`',
      '; touch made',
      '| touch made',
      '> made',
      '*',
      '~',
      '$HOME',
      '"\'',
      'a\nb',
      '',
    ]
    const code = 'console.error(JSON.stringify(process.argv.slice(1)))'
    const { transport, output, end } = link(process.execPath, ['-e', code, '--', ...odd])
    await transport.open(never)
    await end()
    expect({ output, made: await readdir(folder) }).toEqual({ output: [`stderr: ${JSON.stringify(odd)}`], made: [] })
  })

  test('carries 12 MB and more, with characters of several bytes', async () => {
    const { transport, answer } = script(
      `process.stdin.once('data', () => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id: 1, result: 'ä€😀'.repeat(7e6) }) + '\\n'))`,
    )
    await transport.open(never)
    transport.send({ jsonrpc: '2.0', id: 1, method: 'ping' })
    await answer(1).toBeDefined()
    const { transport: echo, answer: echoed } = server([])
    await echo.open(never)
    const text = 'x'.repeat(12e6)
    echo.send({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'echo', arguments: { text } } })
    await echoed(2).toEqual({ jsonrpc: '2.0', id: 2, result: { content: [{ type: 'text', text }] } })
  })

  test('garbage on stdout is kept as noise and does no harm; batches are unpacked', async () => {
    const { transport, messages, output } = script(
      `console.log('\\uFEFF{"jsonrpc":"2.0","method":"bom"}\\r\\n\\nWelcome hunter2!\\n{"level":30}\\n{"cut\\n[{"jsonrpc":"2.0","method":"a"},{"jsonrpc":"2.0","method":"b"},1]');process.stdin.resume()`,
    )
    await transport.open(never)
    await expect.poll(() => messages.length).toBe(3)
    const noise = ['Welcome [redacted]!', '{"level":30}', '{"cut', expect.stringContaining('[{')]
    expect(messages.map(message => 'method' in message && message.method)).toEqual(['bom', 'a', 'b'])
    expect(transport.evidence('x')).toMatchObject({ message: 'x', stdoutNoise: noise, exit: null })
    expect(output).toHaveLength(4)
  })

  test('an exit is told at once, with its code and the last words', async () => {
    const { transport, end } = server(['--stderr', 'Error: hunter2 missing', '--exit-code', '3'])
    await transport.open(never)
    const startedAt = performance.now()
    expect((await end()).evidence).toEqual({
      message: 'The program exited with code 3.',
      stderrTail: ['Error: [redacted] missing'],
      stdoutNoise: [],
      exit: { code: 3, signal: null },
      errorCode: null,
      http: null,
    })
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    expect(await transport.close()).toMatchObject({ outcome: 'graceful' })
  })

  test('kill -9 is seen within a second, and what the program left is stopped unasked', async () => {
    const file = join(folder, 'beat')
    const { transport, end, answer } = server(['--grandchild', file])
    await transport.open(never)
    transport.send(initialize)
    await answer(0).toBeDefined()
    await expect
      .poll(() =>
        stat(file).then(
          ({ size }) => size,
          () => 0,
        ),
      )
      .toBeGreaterThan(0)
    const startedAt = performance.now()
    process.kill(transport.pid as number, 'SIGKILL')
    expect((await end()).evidence).toMatchObject({ exit: { code: null, signal: 'SIGKILL' } })
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    expect(await transport.close()).toMatchObject({ outcome: 'forced' })
    await expectStill(file)
  })

  test('an answer written right before the exit still arrives, and before the end', async () => {
    const { transport, messages, end } = script(
      `process.stdout.write('{"jsonrpc":"2.0","id":1,"result":"' + 'x'.repeat(1e6) + '"}', () => process.exit(0))`,
    )
    await transport.open(never)
    let before = -1
    transport.onEnd(() => (before = messages.length))
    await end()
    expect(before).toBe(1)
  })

  test('a grandchild that holds the pipes does not delay the news', async () => {
    const { transport, end } = script(
      `require('child_process').spawn('sleep', ['60'], { stdio: 'inherit' }); process.exit(7)`,
    )
    await transport.open(never)
    const startedAt = performance.now()
    expect((await end()).evidence.exit).toEqual({ code: 7, signal: null })
    expect(performance.now() - startedAt).toBeLessThan(1_500)
  })

  test('100 MB on stderr neither fill the memory nor stop the messages', async () => {
    const { transport, answer, output } = server(['--stderr-flood', String(100 * 1024 * 1024)])
    const before = process.memoryUsage().rss
    await transport.open(never)
    transport.send(initialize)
    await answer(0).toMatchObject({ result: { serverInfo: { name: 'fixture' } } })
    expect(process.memoryUsage().rss - before).toBeLessThan(80 * 1024 * 1024)
    expect(output.length).toBeLessThan(5_000)
    await expect.poll(() => output.some(line => / lines left out/.test(line)), { timeout: 3_000 }).toBe(true)
    expect(transport.evidence('x').stderrTail.at(-1)).toMatch(/^flood /)
  })

  test.each<[string, string, Partial<StdioOptions>, object]>([
    [
      'a message over the limit',
      `process.stdout.write('x'.repeat(1e6)); process.stdin.resume()`,
      { maxMessageBytes: 65_536 },
      { message: 'The server sent a message longer than 64 KiB.', errorCode: 'MESSAGE_TOO_LONG' },
    ],
    [
      'a closed output',
      `require('fs').closeSync(1); process.stdin.resume()`,
      {},
      { message: 'The server closed its output.' },
    ],
    [
      'a closed input',
      `require('fs').closeSync(0); console.log('{"jsonrpc":"2.0","method":"go"}'); setInterval(() => {}, 1e6)`,
      {},
      { message: 'The server closed its input.', errorCode: 'EPIPE' },
    ],
  ])('ends by name: %s', async (_, code, more, evidence) => {
    const { transport, end } = script(code, more)
    transport.onMessage(() => transport.send(initialize))
    await transport.open(never)
    expect((await end()).evidence).toMatchObject(evidence)
    expect(['graceful', 'forced']).toContain((await transport.close())?.outcome)
  })

  test('a server that never reads ends the link instead of filling the memory', async () => {
    const { transport, end } = link('sleep', ['60'], { maxQueuedBytes: 1024 * 1024 })
    await transport.open(never)
    const text = 'x'.repeat(600_000)
    for (let i = 0; i < 4; i++) transport.send({ jsonrpc: '2.0', method: 'x', params: { text } })
    expect((await end()).evidence).toMatchObject({
      message: 'The server does not read its input: more than 1 MiB wait.',
      errorCode: 'INPUT_NOT_READ',
    })
  })

  test('what cannot be started is refused by open, with the system’s code', async () => {
    const { transport, ends } = link('no-such-command', [])
    const refusal = await transport.open(never).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(LinkError)
    expect((refusal as LinkError).evidence).toMatchObject({
      errorCode: 'ENOENT',
      message: 'The command no-such-command was not found.',
    })
    expect({ ends, closed: await transport.close() }).toEqual({
      ends: [],
      closed: { outcome: 'graceful', pids: [], durationMs: 0 },
    })
  })

  test('an abort while opening stops what was started', async () => {
    const file = join(folder, 'beat')
    const { transport } = server(['--heartbeat', file, '--ignore-stdin-end', '--ignore-sigterm'])
    const abort = new AbortController()
    const opening = transport.open(abort.signal)
    abort.abort(new Error('changed my mind'))
    await expect(opening).rejects.toThrow('changed my mind')
    expect(transport.pid).toBeNull()
    expect(['graceful', 'forced']).toContain((await transport.close())?.outcome)
  })

  test('closing while opening stops it too, and every close gives the same record', async () => {
    const { transport } = server(['--ignore-stdin-end'])
    const opening = transport.open(never).catch((error: unknown) => error)
    const [first, second] = await Promise.all([transport.close(), transport.close()])
    expect(await opening).toBeInstanceOf(LinkError)
    expect(first).toBe(second)
    expect(first?.pids).toHaveLength(1)
  })

  test('64 calls in flight are all answered', async () => {
    const { transport, messages } = server([])
    await transport.open(never)
    for (let id = 0; id < 64; id++)
      transport.send({
        jsonrpc: '2.0',
        id,
        method: 'tools/call',
        params: { name: 'echo', arguments: { text: `${id}` } },
      })
    await expect.poll(() => messages.length, { timeout: 5_000 }).toBe(64)
    expect(
      (messages as JsonRpcResponse[]).map(({ id, result }) => [
        id,
        (result as { content: [{ text: string }] }).content[0].text,
      ]),
    ).toEqual(Array.from({ length: 64 }, (_unused, id) => [id, String(id)]))
  })
})
