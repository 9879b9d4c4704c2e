import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ControlServer } from '#core/control/control-server'
import { emptySnapshot, fakeHandlers } from '#core/control/testing/fake-handlers'
import { AsyncDisposables } from '#shared/disposable'
import { Emitter } from '#shared/emitter'
import { AppError } from '#shared/errors'
import type { EventPayload, Handlers, LogLine, ServerView } from '#shared/ipc/contract'
import { runCli } from './run-cli.ts'
import { createTestIo } from './testing/test-io.ts'

const nowAt = 1_000_000_000 // the test io's
let owned: AsyncDisposables
let folder = ''
let lines: Emitter<EventPayload<'log:lines'>>

beforeEach(async () => {
  owned = new AsyncDisposables()
  folder = await mkdtemp(join(tmpdir(), 'mcpproxy-cli-'))
  owned.defer(() => rm(folder, { recursive: true, force: true }))
  lines = new Emitter()
})
afterEach(() => owned[Symbol.asyncDispose]())

async function serve(handlers: Partial<Handlers>) {
  const server = new ControlServer({
    path: join(folder, 'run', 'c.sock'),
    handlers: fakeHandlers(handlers),
    subscribe: (name, listener) => (name === 'log:lines' ? lines.on(listener as never) : { [Symbol.dispose]() {} }), // by name
  })
  await server.listen()
  return owned.use(server)
}

const ioHere = (options: Parameters<typeof createTestIo>[1] = {}) =>
  createTestIo(
    {
      dataFolder: given => given ?? folder,
      configFile: dataFolder => join(dataFolder, 'mcp_config.json'),
      controlSocket: async dataFolder => ({ path: join(dataFolder, 'run', 'c.sock') }),
    },
    options,
  )

async function run(...argv: string[]) {
  const io = ioHere()
  const code = await runCli(argv, io)
  return { code, out: io.out(), err: io.err() }
}

const server = (given: Partial<ServerView>): ServerView => ({
  name: 'a',
  status: 'ready',
  desired: 'enabled',
  transport: 'stdio',
  target: 'npx a',
  phase: null,
  toolCount: 12,
  promptCount: 0,
  resourceCount: 0,
  readySinceAt: nowAt - 180_000,
  retryCount: 0,
  lastAttemptAt: null,
  nextAttemptAt: null,
  lastError: null,
  suspension: null,
  serverInfo: null,
  protocolVersion: null,
  pid: null,
  latencyMs: null,
  ...given,
})
const failure = {
  summary: 'npx was not found\u001b[2J',
  category: 'command_not_found',
  confidence: 1,
  phase: 'spawn' as const,
  at: nowAt,
  exit: null,
  stderrTail: [],
  recommendation: null,
}
const servers = [
  server({ name: 'files' }),
  server({ name: 'db', status: 'retrying', lastError: failure, nextAttemptAt: nowAt + 12_000, retryCount: 3 }),
  server({ name: 'mail', status: 'needs-sign-in', transport: 'streamable-http' }),
  server({
    name: 'old',
    status: 'auto-disabled',
    suspension: { reason: 'Exceeded 10 consecutive failures', category: 'x', sinceAt: nowAt - 7_500_000, failures: 10, reportId: null, nextProbeAt: null },
  }),
  server({ name: 'off', status: 'disabled' }),
] // prettier-ignore

test('status shows the endpoint, alerts and every server by sign and word', async () => {
  const snapshot = emptySnapshot()
  const alert = { id: '1', kind: 'leak' as const, message: 'pid 7 is still alive', server: 'a', at: 0 }
  await serve({ 'app:snapshot': async () => ({ ...snapshot, servers, app: { ...snapshot.app, alerts: [alert] } }) })
  expect(await run('status')).toEqual({
    code: 0,
    err: '',
    out: `Endpoint http://127.0.0.1:8080/mcp
! pid 7 is still alive

NAME   STATUS           TRANSPORT        DETAILS
files  ● ready          stdio            ready for 3 min, 12 tools
db     ↻ retrying       stdio            npx was not found; next attempt in 12 s (4th)
mail   ! needs sign-in  streamable-http
old    ⊘ auto-disabled  stdio            Exceeded 10 consecutive failures, 2 h 5 min ago
off    ○ disabled       stdio
`,
  })
  expect(JSON.parse((await run('status', '--json')).out)).toMatchObject({
    servers: [{ name: 'files' }, {}, {}, {}, {}],
  })
})

test('colours appear on a terminal only, and not where NO_COLOR says so', async () => {
  await serve({ 'app:snapshot': async () => ({ ...emptySnapshot(), servers }) })
  const outputs = await Promise.all(
    [{ isTTY: true }, { isTTY: true, env: { NO_COLOR: '1' } }, { isTTY: false }].map(async options => {
      const io = ioHere(options)
      await runCli(['status'], io)
      return io.out().includes('\u001b[')
    }),
  )
  expect(outputs).toEqual([true, false, false])
})

test.each(['status', 'enable a', 'pause', 'logs a', 'tools', 'call t', 'attempts a', 'cleanup', 'stop'])(
  'without an owner "%s" exits 4 and says how to start one',
  async line => {
    const message = 'no MCPProxy runs for this data folder; start it with "mcpproxy serve" or open the application'
    expect(await run(...line.split(' '))).toEqual({ code: 4, out: '', err: `mcpproxy: ${message}\n` })
    const { code, out } = await run(...line.split(' '), '--json')
    expect({ code, out: JSON.parse(out) as unknown }).toMatchObject({ code: 4, out: { error: { code: 'NO_OWNER' } } })
  },
)

test.each([
  ['statsu', 'unknown command "statsu"; did you mean "status"?'],
  ['enable', 'NAME is missing'],
  ['enable a b', '"b" is one argument too many'],
  ['status --jsn', "unknown option '--jsn'"],
  ['--nonsense', 'unknown option "--nonsense"'],
  ['logs a -n 0', '--lines must be a whole number from 1 to 5000, not "0"'],
  ['call t --args [1]', `--args must be a JSON object, such as '{"path": "/tmp"}'`],
  ['config fix', '"config fix" is unknown: use validate, example, path or schema'],
  [
    'serve --listen 0.0.0.0:80',
    '--listen must be a loopback address and port, such as 127.0.0.1:8080, not "0.0.0.0:80"',
  ],
  [
    'serve --listen 127.0.0.1:65536',
    '--listen must be a loopback address and port, such as 127.0.0.1:8080, not "127.0.0.1:65536"',
  ],
])('"%s" is a wrong command line and says why', async (line, message) => {
  expect(await run(...line.split(' '))).toEqual({
    code: 2,
    out: '',
    err: `mcpproxy: ${message}; see "mcpproxy help"\n`,
  })
})

test('a mistyped server gets a suggestion', async () => {
  await serve({
    'server:enable': ({ name }) =>
      Promise.reject(new AppError('SERVER_UNKNOWN', 'x', { name, known: ['files', 'mail'] })),
  })
  expect([(await run('enable', 'flies')).err, (await run('enable', 'zzz')).err]).toEqual([
    'mcpproxy: there is no server "flies"; did you mean "files"?\n',
    'mcpproxy: there is no server "zzz"; there are: files, mail\n',
  ])
})

test('of many servers only some are named, and one that is invalid is not called unknown', async () => {
  const known = Array.from({ length: 500 }, (_, i) => `server-${i}`)
  await serve({ 'server:enable': ({ name }) => Promise.reject(new AppError('SERVER_UNKNOWN', 'x', { name, known })) })
  const { err } = await run('enable', 'zzz')
  expect(err).toMatch(/server-19 and 480 more, see "mcpproxy status"\n$/)
  expect((await run('enable', 'server-7')).err).toBe(
    'mcpproxy: the entry of "server-7" in the configuration must be put right first\n',
  )
})

test('restarting a disabled server fails, as nothing was started', async () => {
  await serve({ 'server:restart': async () => server({ status: 'disabled', desired: 'disabled' }) })
  expect(await run('restart', 'a')).toEqual({
    code: 1,
    out: '',
    err: 'mcpproxy: "a" is disabled and stays off; "mcpproxy enable" starts it\n',
  })
})

test('enable, pause and resume say what is so now', async () => {
  await serve({
    'server:enable': async ({ name }) => server({ name, status: 'connecting', phase: 'spawn' }),
    'app:pause': async () => {},
    'app:resume': async () => {},
  })
  expect([await run('enable', 'a'), await run('pause'), await run('resume', '--json')]).toEqual([
    { code: 0, out: 'a: connecting (in phase spawn)\n', err: '' },
    { code: 0, out: 'Paused. "mcpproxy resume" starts the servers again.\n', err: '' },
    { code: 0, out: '{\n  "paused": false\n}\n', err: '' },
  ])
})

const line = (at: number, text: string): LogLine => ({ at, level: 'info', source: 'stderr', text })

test('logs show the last lines, harmless to a terminal', async () => {
  const asked: unknown[] = []
  await serve({
    'server:log': async input => {
      asked.push(input)
      return [line(0, 'hello \u001b]0;title\u0007 there'), { ...line(1, 'gone'), level: 'error', source: 'proxy' }]
    },
  })
  expect({ ...(await run('logs', 'a', '-n', '7')), asked }).toEqual({
    code: 0,
    err: '',
    out: '1970-01-01 00:00:00.000 stderr hello ]0;title there\n1970-01-01 00:00:00.001 error  gone\n',
    asked: [{ name: 'a', limit: 7 }],
  })
})

test('logs -f goes on with new lines of that server, none twice, until it is interrupted', async () => {
  await serve({
    'server:log': async () => {
      lines.emit({ server: 'a', lines: [line(1, 'one'), line(2, 'two')] }) // between subscribing and the answer
      return [line(1, 'one')]
    },
  })
  const io = ioHere()
  const ended = runCli(['logs', 'a', '-f', '--json'], io)
  await io.outHas('two')
  lines.emit({ server: 'b', lines: [line(3, 'other')] })
  lines.emit({ server: 'a', lines: [line(4, 'three')] })
  await io.outHas('three')
  io.signals.emit('SIGINT')
  const texts = io.out().trim().split('\n').map(json => (JSON.parse(json) as LogLine).text) // prettier-ignore
  expect({ code: await ended, texts, listeners: io.signals.listenerCount }).toEqual({
    code: 130,
    texts: ['one', 'two', 'three'],
    listeners: 0,
  })
})

test('logs -f whose reader has seen enough ends well', async () => {
  await serve({ 'server:log': async () => [line(1, 'one')] })
  const io = ioHere()
  const ended = runCli(['logs', 'a', '-f'], io)
  await io.outHas('one')
  io.signals.emit('SIGPIPE')
  expect({ code: await ended, err: io.err() }).toEqual({ code: 0, err: '' })
})

test('logs -f ends when MCPProxy does', async () => {
  const control = await serve({ 'server:log': async () => [line(1, 'one')] })
  const io = ioHere()
  const ended = runCli(['logs', 'a', '-f'], io)
  await io.outHas('one')
  await control[Symbol.asyncDispose]()
  expect({ code: await ended, err: io.err() }).toEqual({ code: 4, err: 'mcpproxy: MCPProxy has stopped\n' })
})

test('tools are listed, and called', async () => {
  const tool = { server: 'a', title: null, inputSchema: {}, originalName: 't' }
  await serve({
    'tools:list': async () => [{ ...tool, name: 'a__t', description: 'Does\nthings' }],
    'tools:call': async ({ name, arguments: args }) => ({
      result: { isError: name === 'bad', content: [{ type: 'text', text: JSON.stringify(args) }, { type: 'image', mimeType: 'image/png', data: 'AAAA' }] },
    }),
  }) // prettier-ignore
  expect([await run('tools'), await run('call', 'a__t', '--args', '{"x":1}'), (await run('call', 'bad')).code]).toEqual(
    [
      { code: 0, err: '', out: 'NAME  SERVER  DESCRIPTION\na__t  a       Does things\n' },
      { code: 0, err: '', out: '{"x":1}\n[image image/png, 3 bytes; --json has them]\n' },
      1,
    ],
  )
})

test('attempts and cleanups are listed; a leak is a failure', async () => {
  await serve({
    'server:attempts': async () => [
      {
        id: '1',
        server: 'a',
        startedAt: nowAt - 60_000,
        endedAt: nowAt - 58_800,
        outcome: 'failed',
        phases: [],
        failure,
      },
    ],
    'server:cleanups': async () => [
      { server: 'a', at: nowAt - 5_000, outcome: 'leaked', pids: [7, 8], durationMs: 340 },
    ],
  })
  expect([await run('attempts', 'a'), await run('cleanup')]).toEqual([
    {
      code: 0,
      err: '',
      out: 'STARTED   OUTCOME  TOOK   PHASE  CAUSE\n60 s ago  failed   1.2 s  spawn  command_not_found: npx was not found\n',
    },
    {
      code: 1,
      err: '',
      out: 'STOPPED  SERVER  OUTCOME  TOOK    PROCESSES\n5 s ago  a       leaked   340 ms  7 8\n',
    },
  ])
})

test.each([
  ['answers first', (control: ControlServer) => void setImmediate(() => void control[Symbol.asyncDispose]())],
  ['closes while it answers', (control: ControlServer) => void control[Symbol.asyncDispose]()],
])('stop waits until MCPProxy is gone, which %s', async (_what, close) => {
  const control: ControlServer = await serve({ 'app:quit': async () => close(control) })
  expect(await run('stop')).toEqual({ code: 0, out: 'Stopped.\n', err: '' })
})

test('config works without an owner', async () => {
  const file = join(folder, 'mcp_config.json')
  const missing = await run('config', 'validate')
  await writeFile(file, '{"mcpServers": [{"name": "a", "command": "x"}]}')
  const good = await run('config', 'validate')
  await writeFile(file, '{"mcpServers": [{"name": "a", "command": "x"}, {"name": "b"}]}')
  const entry = await run('config', 'validate', file)
  await writeFile(file, '{"mcpServers": [}')
  const broken = await run('config', 'validate', '--json')
  expect({ missing, good, entry, broken: JSON.parse(broken.out) as unknown, path: await run('config', 'path') }).toEqual({
    missing: { code: 1, out: '', err: `mcpproxy: there is no file ${file}\n` },
    good: { code: 0, out: `${file}: 1 server, 0 warnings\n`, err: '' },
    entry: { code: 1, out: expect.stringMatching(/^error: mcpServers\[1\].*\n.*: 1 server, 1 that cannot be used, 0 warnings\n$/), err: '' },
    broken: { file, ok: false, problem: expect.objectContaining({ line: 1 }) },
    path: { code: 0, out: `${file}\n`, err: '' },
  }) // prettier-ignore
  expect(JSON.parse((await run('config', 'schema')).out)).toHaveProperty('properties.mcpServers')
  await writeFile(file, (await run('config', 'example')).out)
  expect((await run('config', 'validate')).code).toBe(0)
})

test('help and version', async () => {
  expect([
    await run('--version'),
    (await run('help', 'logs')).out,
    (await run('logs', '--help')).code,
    (await run()).code,
  ]).toEqual([
    { code: 0, out: '1.2.3\n', err: '' },
    expect.stringContaining('Usage: mcpproxy logs NAME [-f] [-n N]\n'),
    0,
    2,
  ])
})

test('help is one JSON document too, whatever stands around it', async () => {
  const lines = ['--json', 'help --json', 'help --data-dir /tmp', 'help --json status', 'status --help --json']
  const helps = await Promise.all(lines.map(async text => (await run(...text.split(' '))).out))
  expect(
    helps.map(out => (out.startsWith('{') ? (JSON.parse(out) as { help: string }).help : out).split('\n')[0]),
  ).toEqual([
    'One endpoint for all your MCP servers.',
    'One endpoint for all your MCP servers.',
    'One endpoint for all your MCP servers.',
    'Show the endpoint and every server.',
    'Show the endpoint and every server.',
  ])
})

test('common options may stand before the command', async () => {
  await serve({ 'app:snapshot': async () => emptySnapshot() })
  expect((await run('--json', '--data-dir', folder, 'status')).code).toBe(0)
})
