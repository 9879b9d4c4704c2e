import { expect, test } from 'vitest'
import { settingsSchema } from '#shared/config'
import { readConfig } from './read-config.ts'

const read = (file: unknown) => {
  const result = readConfig(typeof file === 'string' ? file : JSON.stringify(file))
  if (!result.ok) throw new Error(result.problem.message)
  return result.config
}
const server = (more: object = {}) => ({ name: 'a', command: 'x', ...more })
const defaults = settingsSchema.parse({})

test('an empty object is a configuration: the documented defaults, no servers', () => {
  expect(read('{}')).toEqual({ settings: defaults, servers: [], invalid: [], order: [], warnings: [] })
})

test('the order of the file is kept, unusable entries included', () => {
  const { order } = read(
    '{"mcpServers": [{"name": "odd"}, {"name": "a", "command": "x"}, {"name": "a", "command": "y"}]}',
  )
  expect(order.slice(0, 2)).toEqual(['odd', 'a'])
  expect(order).toHaveLength(3)
})

test('comments, trailing commas, CRLF and a byte order mark are read', () => {
  const config = read('\u{FEFF}{\r\n // mine\r\n "mcpServers": [{"name": "a", "command": "x",},], /* end */\r\n}')
  expect(config.servers.map(({ name, command }) => [name, command])).toEqual([['a', 'x']])
})

test('both shapes of mcpServers give the same servers', () => {
  const list = read({ mcpServers: [{ name: 'a', command: 'x', args: ['y'] }] })
  const object = read({ mcpServers: { a: { command: 'x', args: ['y'] } } })
  expect(object).toEqual(list)
})

test.each([
  [{ type: 'stdio', command: 'x' }, { protocol: 'stdio' }],
  [{ type: 'http', url: 'http://h/' }, { protocol: 'http' }],
  [
    { type: 'sse', serverUrl: 'http://h/' },
    { protocol: 'sse', url: 'http://h/' },
  ],
  [{ type: 'streamable-http', url: 'http://h/' }, { protocol: 'streamable-http' }],
  [{ type: 'streamableHttp', url: 'http://h/' }, { protocol: 'streamable-http' }],
  [{ httpUrl: 'http://h/' }, { protocol: 'http', url: 'http://h/' }],
  [{ transport: 'sse', url: 'http://h/' }, { protocol: 'sse' }],
  [{ command: 'x', disabled: true }, { enabled: false }],
  [{ command: 'x', disabled: false }, { enabled: true }],
  [{ command: 'x', cwd: '/tmp' }, { working_dir: '/tmp' }],
  [{ command: 'x', timeout: 45 }, { connection_timeout_seconds: 45 }],
  [{ command: 'x', timeout: 60_000 }, { connection_timeout_seconds: 60 }],
  [{ command: 'x', url: null, cwd: null }, { command: 'x' }],
])('the words of an AI client are understood: %j', (entry, expected) => {
  const config = read({ mcpServers: { a: entry } })
  expect(config.invalid).toEqual([])
  expect(config.warnings).toEqual([])
  expect(config.servers).toMatchObject([{ name: 'a', ...expected }])
})

test('our own word wins over an alias, with a warning', () => {
  const config = read({ mcpServers: [server({ enabled: true, disabled: true })] })
  expect(config.servers[0]?.enabled).toBe(true)
  expect(config.warnings).toEqual(['mcpServers[0] has both "enabled" and "disabled": "enabled" is used.'])
})

test.each<[unknown, string, string, string]>([
  ['text', 'server 1', 'mcpServers[0]', 'must be an object, such as {"command": "npx", "args": []}'],
  [{ command: 'x' }, 'server 1', 'mcpServers[0].name', 'must be text in quotes of 1 to 128 characters, not missing'],
  [
    { name: 7, command: 'x' },
    'server 1',
    'mcpServers[0].name',
    'must be text in quotes of 1 to 128 characters, not a number',
  ],
  [
    { name: ' ', command: 'x' },
    'server 1',
    'mcpServers[0].name',
    'must be text in quotes of 1 to 128 characters, not empty text',
  ],
  [
    { name: 'a\nb', command: 'x' },
    'a\u{FFFD}b',
    'mcpServers[0].name',
    'contains a control character: use ordinary letters',
  ],
  [
    { name: '\u202Ea', command: 'x' },
    '\u{FFFD}a',
    'mcpServers[0].name',
    'contains a control character: use ordinary letters',
  ],
  [{ name: 'a' }, 'a', 'mcpServers[0].command', 'needs a "command" to start or a "url" to connect to'],
  [{ name: 'a', protocol: 'sse' }, 'a', 'mcpServers[0].url', 'needs a "url" for protocol sse'],
  [server({ url: 'http://h/' }), 'a', 'mcpServers[0].url', 'has both "command" and "url": keep one of them'],
  [server({ args: ['ok', 3] }), 'a', 'mcpServers[0].args[1]', 'must be text in quotes, not a number'],
  [server({ args: 'x y' }), 'a', 'mcpServers[0].args', 'must be a list, not this text'],
  [server({ args: ['a\0b'] }), 'a', 'mcpServers[0].args[0]', 'contains a NUL character: remove it'],
  [server({ env: { PORT: 8080 } }), 'a', 'mcpServers[0].env.PORT', 'must be text in quotes, not a number'],
  [server({ env: { 'A=B': 'x' } }), 'a', 'mcpServers[0].env["A=B"]', 'is not a variable name'],
  [server({ enabled: 'yes' }), 'a', 'mcpServers[0].enabled', 'must be true or false, not this text'],
  [
    server({ type: 'carrier pigeon' }),
    'a',
    'mcpServers[0].protocol',
    'must be one of "stdio", "http", "streamable-http", "sse", "auto", not this text',
  ],
  [
    server({ auto_disable_threshold: 0 }),
    'a',
    'mcpServers[0].auto_disable_threshold',
    'must be a whole number from 1 to 1,000, not 0',
  ],
  [
    { name: 'a', url: 'ftp://h/' },
    'a',
    'mcpServers[0].url',
    'must start with "http://" or "https://" and hold no user name or password: those go into "headers"',
  ],
  [
    { name: 'a', url: 'http://h/', headers: { X: 'a\r\nb' } },
    'a',
    'mcpServers[0].headers.X',
    'contains a line break, which no header can carry',
  ],
  [
    { name: 'a', comand: 'x' },
    'a',
    'mcpServers[0].command',
    'needs a "command" to start or a "url" to connect to; it has the unknown key "comand": did you mean "command"?',
  ],
])('a bad entry is set aside with path and reason, the rest run: %j', (entry, name, path, reason) => {
  const config = read({ mcpServers: [entry, { name: 'healthy', command: 'x' }] })
  expect(config.invalid).toEqual([{ name, path, reason }])
  expect(config.servers.map(({ name: healthy }) => healthy)).toEqual(['healthy'])
})

test('no reason ever quotes a value: it may be a secret', () => {
  const secret = 'hunter2hunter2'
  const config = read({ mcpServers: [server({ enabled: secret, env: [secret], headers: secret, url: secret })] })
  expect(JSON.stringify(config.invalid)).not.toContain(secret)
})

test('of two servers with one name the first runs and the second is invalid, under a name of its own', () => {
  const config = read('{"mcpServers": {"a": {"command": "x"}, "a": {"command": "y"}, "a (2)": {"command": "z"}}}')
  expect(config.servers.map(({ name, command }) => [name, command])).toEqual([
    ['a', 'x'],
    ['a (2)', 'z'],
  ])
  expect(config.invalid).toEqual([
    { name: 'a (3)', path: 'mcpServers.a', reason: 'has the same name as mcpServers.a: give one of them another name' },
  ])
})

test('a bad setting takes its documented default and a warning says so', () => {
  const config = read({
    auto_disable: { failure_threshold: 'ten', window_minutes: 0, x: 1 },
    logging: 5,
    listen: '0.0.0.0:80',
  })
  expect(config.settings).toEqual({ ...defaults, auto_disable: { ...defaults.auto_disable, x: 1 } })
  expect(config.warnings.toSorted()).toEqual([
    'auto_disable.failure_threshold must be a whole number from 1 to 1,000, not this text: the default 10 is used.',
    'auto_disable.window_minutes must be a number from 1 to 1,440, not 0: the default 30 is used.',
    'listen must be a loopback address and port, such as "127.0.0.1:8080": the default "127.0.0.1:8080" is used.',
    'logging must be an object, not 5: the defaults are used.',
  ])
})

test('an optional setting that is bad counts as unset', () => {
  expect(read({ network: { https_proxy: 5 } }).warnings).toEqual([
    'network.https_proxy must be text in quotes, not empty, not a number: it counts as unset.',
  ])
})

test('unknown keys are kept, likely slips are pointed out', () => {
  const config = read({
    auto_disabel: {},
    theme: 'dark',
    logging: { levle: 'info' },
    servers: [],
    mcpServers: [server({ agrs: [] })],
  })
  expect(config.settings.theme).toBe('dark')
  expect(config.warnings).toEqual([
    'auto_disabel is unknown: did you mean "auto_disable"?',
    'servers is unknown: did you mean "mcpServers"?',
    'logging.levle is unknown: did you mean "level"?',
    'mcpServers[0] has the unknown key "agrs": did you mean "args"?',
  ])
})

test('a repeated setting is pointed out and the first one counts', () => {
  const config = read('{"listen": "127.0.0.1:1", "listen": "127.0.0.1:2"}')
  expect(config.settings.listen).toBe('127.0.0.1:1')
  expect(config.warnings).toEqual(['listen appears twice: the first one counts.'])
})

test.each(['127.0.0.1:0', '127.9.9.9:65535', 'localhost:80', '[::1]:8080'])('%s may be listened on', listen => {
  expect(read({ listen })).toMatchObject({ settings: { listen }, warnings: [] })
})
test.each(['127.0.0.1:65536', '127.0.0.256:80', '192.168.0.1:80', 'localhost', '::1:80', ''])(
  '%j may not be listened on',
  listen => expect(read({ listen }).settings.listen).toBe('127.0.0.1:8080'),
)

test('mcpServers of another kind is a problem of the whole file: the last good one keeps running', () => {
  expect(readConfig('{\n  "mcpServers": "none"\n}')).toEqual({
    ok: false,
    problem: { message: '"mcpServers" must be a list or an object of servers.', line: 2, column: 17 },
  })
})

test('a threshold that retries cannot reach within the window is pointed out, for one server too', () => {
  const config = read({ auto_disable: { window_minutes: 5 }, mcpServers: [server({ auto_disable_threshold: 100 })] })
  expect(config.warnings).toEqual([
    'auto_disable.failure_threshold: 10 failures can hardly happen within window_minutes (5), since their retries take up to 9 minutes: lower the threshold or widen the window.',
    'auto_disable_threshold of "a": 100 failures cannot happen within window_minutes (5), since their retries take up to 459 minutes: lower the threshold or widen the window.',
  ])
  expect(read({ auto_disable: { enabled: false, window_minutes: 5 } }).warnings).toEqual([])
})

test('names that objects are born with are names like any other', () => {
  const config = read(
    '{"__proto__": {"listen": "x"}, "mcpServers": {"__proto__": {"command": "x"}, "constructor": {"command": "y"}}}',
  )
  expect(config.servers.map(({ name }) => name)).toEqual(['__proto__', 'constructor'])
  expect(config.settings.listen).toBe(defaults.listen)
})
