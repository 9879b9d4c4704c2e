import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AsyncDisposables } from '#shared/disposable'
import { Emitter } from '#shared/emitter'
import { AppError } from '#shared/errors'
import type { EventPayload, Handlers } from '#shared/ipc/contract'
import { ControlClient } from './control-client.ts'
import { ControlServer, type ControlServerOptions } from './control-server.ts'
import { emptySnapshot, fakeHandlers } from './testing/fake-handlers.ts'

let owned: AsyncDisposables
let folder = ''
let path = ''
let patches: Emitter<EventPayload<'app:changed'>>
let lines: Emitter<EventPayload<'log:lines'>>

beforeEach(async () => {
  owned = new AsyncDisposables()
  folder = await mkdtemp(join(tmpdir(), 'mcpproxy-control-'))
  owned.defer(() => rm(folder, { recursive: true, force: true }))
  path = join(folder, 'run', 'control.sock')
  patches = new Emitter()
  lines = new Emitter()
})
afterEach(() => owned[Symbol.asyncDispose]())

async function serve(handlers: Partial<Handlers> = {}, options: Partial<ControlServerOptions> = {}) {
  const server = new ControlServer({
    path,
    handlers: fakeHandlers({ 'app:snapshot': async () => emptySnapshot(), ...handlers }),
    subscribe: (name, listener) =>
      name === 'app:changed' ? patches.on(listener as never) : lines.on(listener as never), // by name
    ...options,
  })
  await server.listen()
  return owned.use(server)
}

const client = async (token?: string) => owned.use(await ControlClient.connect(path, { timeoutMs: 2_000, token }))

async function rawSocket(): Promise<Socket> {
  const socket = connect(path)
  owned.defer(() => socket.destroy())
  await once(socket, 'connect')
  return socket
}

async function textUntilClose(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('utf8').on('data', chunk => (text += String(chunk)))
  if (!socket.closed) await once(socket, 'close')
  return text
}

test('two clients call at once and get their own answers, failures whole', async () => {
  await serve({
    'tools:call': async ({ name }) => ({ result: { said: name } }),
    'server:enable': ({ name }) =>
      Promise.reject(new AppError('SERVER_UNKNOWN', `No "${name}"`, { name, known: ['a'] })),
  })
  const clients = [await client(), await client()]
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) => clients[index % 2]!.call('tools:call', { name: `tool ${index}` })),
  )
  expect(answers).toEqual(Array.from({ length: 200 }, (_, index) => ({ result: { said: `tool ${index}` } })))
  await expect(clients[0]!.call('server:enable', { name: 'x' })).rejects.toMatchObject({
    code: 'SERVER_UNKNOWN',
    message: 'No "x"',
    details: { name: 'x', known: ['a'] },
  })
  expect(await clients[1]!.call('app:snapshot', undefined)).toEqual(emptySnapshot())
})

test('an answer of 12 MB arrives whole', async () => {
  const text = 'é'.repeat(6_000_000)
  await serve({ 'tools:call': async () => ({ result: { text } }) })
  const { result } = await (await client()).call('tools:call', { name: 't' })
  expect((result as { text: string }).text === text).toBe(true)
})

test('an answer that is nested too deeply is an error of its own call', async () => {
  const deep: unknown = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`)
  await serve({ 'tools:call': async () => ({ result: deep }) })
  const asking = await client()
  await expect(asking.call('tools:call', { name: 't' })).rejects.toMatchObject({ code: 'PROTOCOL' })
  expect(await asking.call('app:snapshot', undefined)).toEqual(emptySnapshot())
})

test('events reach those who asked, and end with the client', async () => {
  await serve()
  const [asking, other] = [await client(), await client()]
  const got: unknown[] = []
  await asking.on('log:lines', payload => void got.push(payload))
  await other.call('app:snapshot', undefined)
  const payload = { server: 'a', lines: [{ at: 1, level: 'info', source: 'stderr', text: 'hello' } as const] }
  lines.emit(payload)
  await asking.call('app:snapshot', undefined) // answered after the event was sent
  expect({ got, listeners: lines.listenerCount }).toEqual({ got: [payload], listeners: 1 })
  asking[Symbol.dispose]()
  await expect.poll(() => lines.listenerCount).toBe(0)
})

test.skipIf(process.platform === 'win32')(
  'socket and folder are private, and the socket goes with the server',
  async () => {
    await mkdir(join(folder, 'run'), { mode: 0o755 })
    await chmod(join(folder, 'run'), 0o755)
    const server = await serve()
    const modes = [(await stat(path)).mode & 0o777, (await stat(join(folder, 'run'))).mode & 0o777]
    await server[Symbol.asyncDispose]()
    expect({ modes, left: await stat(path).catch(() => null) }).toEqual({ modes: [0o600, 0o700], left: null })
  },
)

test.skipIf(process.platform === 'win32')(
  'a stale socket is taken over, a living one is not, another file is left alone',
  async () => {
    const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
    await mkdir(join(folder, 'run'))
    const { spawn } = await import('node:child_process')
    await once(spawn(process.execPath, ['-e', script]), 'exit')
    expect((await stat(path)).isSocket()).toBe(true)
    const first = await serve()
    await expect(serve()).rejects.toMatchObject({ code: 'DATA_FOLDER_OWNED' })
    expect(await (await client()).call('app:snapshot', undefined)).toEqual(emptySnapshot())
    await first[Symbol.asyncDispose]()
    await writeFile(path, 'precious')
    await expect(serve()).rejects.toMatchObject({ code: 'DATA_FOLDER_UNUSABLE' })
  },
)

test('garbage gets an error and the end of the connection; others go on', async () => {
  await serve()
  const other = await client()
  for (const garbage of [
    '{"id":',
    'GET / HTTP/1.1',
    '[]',
    '{"id":{},"call":"app:snapshot"}',
    '{"call":"app:snapshot"}',
  ]) {
    const socket = await rawSocket()
    socket.write(`${garbage}\n`)
    expect(JSON.parse(await textUntilClose(socket))).toMatchObject({ id: null, ok: false, error: { code: 'PROTOCOL' } })
  }
  const long = await rawSocket()
  long.on('error', () => {}) // the server may close while we still write
  long.write('x'.repeat(1024 * 1024 + 1))
  await textUntilClose(long)
  expect(await other.call('app:snapshot', undefined)).toEqual(emptySnapshot())
})

test('no line, however odd, brings the server down or hangs it', async () => {
  await serve()
  const other = await client()
  const odd = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({
        id: fc.jsonValue(),
        call: fc.constantFrom('$hello', '$subscribe', 'server:log', '__proto__', ''),
        input: fc.jsonValue(),
      })
      .map(value => JSON.stringify(value)),
    fc.uint8Array().map(bytes => Buffer.from(bytes).toString('latin1')),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(odd, { minLength: 1, maxLength: 5 }), async sent => {
      const socket = await rawSocket()
      socket.on('error', () => {})
      socket.end(`${sent.join('\n')}\n`)
      for (const line of (await textUntilClose(socket)).trim().split('\n').filter(Boolean)) {
        expect(JSON.parse(line)).toHaveProperty('ok')
      }
    }),
    { numRuns: 100 },
  )
  expect(await other.call('app:snapshot', undefined)).toEqual(emptySnapshot())
})

test('where a token is set, nothing is served without it', async () => {
  await serve({}, { token: 'right' })
  const socket = await rawSocket()
  socket.write(`${JSON.stringify({ id: 1, call: 'app:snapshot' })}\n`)
  expect(await textUntilClose(socket)).toContain('token must be given first')
  await expect(client('wrong')).rejects.toMatchObject({
    code: 'PROTOCOL',
    message: expect.stringContaining('wrong token'),
  })
  expect(await (await client('right')).call('app:snapshot', undefined)).toEqual(emptySnapshot())
})

test('a slow reader gets the newest state and the number of lines it missed, in bounded memory', async () => {
  await serve()
  const socket = await rawSocket()
  socket.pause()
  socket.write(`${JSON.stringify({ id: 1, call: '$subscribe', input: { events: ['app:changed', 'log:lines'] } })}\n`)
  await expect.poll(() => lines.listenerCount).toBe(1)
  const text = 'x'.repeat(10_000)
  const count = 2_000 // 20 MB, far more than any buffer on the way
  for (let number = 0; number < count; number += 1) {
    lines.emit({ server: 'a', lines: [{ at: number, level: 'info', source: 'stdout', text }] })
    patches.emit({ since: number, revision: number + 1, servers: [], removed: [] })
  }
  let received = ''
  socket
    .setEncoding('utf8')
    .on('data', chunk => (received += String(chunk)))
    .resume()
  await expect.poll(() => received, { timeout: 5_000 }).toContain(' lines are left out here')
  const messages = received
    .trim()
    .split('\n')
    .flatMap(line =>
      line.startsWith('{"event"')
        ? [JSON.parse(line) as { event: string; payload: EventPayload<'log:lines'> & EventPayload<'app:changed'> }]
        : [],
    )
  const states = messages.filter(({ event }) => event === 'app:changed')
  const missed = Number(/(\d+) lines are left out/.exec(received)?.[1])
  const arrived = messages.filter(
    ({ event, payload }) => event === 'log:lines' && payload.lines[0]?.source === 'stdout',
  )
  expect({ newest: states.at(-1)?.payload.revision, lines: arrived.length + missed }).toEqual({
    newest: count,
    lines: count,
  })
  expect(arrived.length).toBeLessThan(count / 2)
})

test('a reader that takes nothing any more is dropped', async () => {
  await serve({ 'tools:call': async () => ({ result: 'x'.repeat(10_000_000) }) }, { stalledLimitMs: 50 })
  const socket = await rawSocket()
  socket.on('error', () => {})
  socket.pause()
  await (await client()).on('log:lines', () => {})
  socket.write(`${JSON.stringify({ id: 1, call: '$subscribe', input: { events: ['log:lines'] } })}\n`)
  await expect.poll(() => lines.listenerCount).toBe(2)
  socket.write(`${JSON.stringify({ id: 2, call: 'tools:call', input: { name: 't' } })}\n`)
  await expect.poll(() => lines.listenerCount).toBe(1) // the other one stays
})

test('nobody there is NO_OWNER; going away fails what is pending and is told', async () => {
  await expect(client()).rejects.toMatchObject({ code: 'NO_OWNER' })
  const entered = new Emitter<void>()
  const server = await serve({
    'tools:call': () => {
      entered.emit()
      return new Promise(() => {})
    },
  })
  const caller = await client()
  const closed: unknown[] = []
  caller.onClose(error => void closed.push(error))
  const pending = caller.call('tools:call', { name: 't' })
  await new Promise<void>(resolve => void entered.on(() => resolve()))
  await Promise.all([expect(pending).rejects.toMatchObject({ code: 'NO_OWNER' }), server[Symbol.asyncDispose]()])
  await expect(caller.call('app:snapshot', undefined)).rejects.toMatchObject({ code: 'NO_OWNER' })
  expect(closed).toHaveLength(1)
})

test('a call that closes the server is still answered', async () => {
  const server: ControlServer = await serve({ 'app:quit': async () => void server[Symbol.asyncDispose]() })
  const caller = await client()
  const closed = new Promise(resolve => void caller.onClose(resolve))
  await caller.call('app:quit', undefined)
  await closed
})

test('an answer that never comes is a TIMEOUT', async () => {
  await serve({ 'tools:call': () => new Promise(() => {}) })
  await expect((await client()).call('tools:call', { name: 't' }, { timeoutMs: 20 })).rejects.toMatchObject({
    code: 'TIMEOUT',
    details: { what: 'tools:call', limitMs: 20 },
  })
})

test('what answers nonsense is told as another version, not as a crash', async () => {
  await mkdir(join(folder, 'run'))
  const server = createServer(socket => void socket.on('data', () => socket.write('nonsense\n'))).listen(path)
  owned.defer(() => server.close())
  await once(server, 'listening')
  await expect((await client()).call('app:snapshot', undefined)).rejects.toMatchObject({ code: 'PROTOCOL' })
})
