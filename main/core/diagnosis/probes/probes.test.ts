import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Category } from '#shared/categories'
import { serverSchema } from '#shared/config'
import { createDispatcher, type Dispatcher } from '../../transports/dispatcher.ts'
import { dockerAddresses, pingDocker } from './ask-docker.ts'
import { checksOfServer } from './checks-of-server.ts'
import { curePlanOf } from './cure-plan.ts'
import { InterpreterVersions } from './interpreter-version.ts'
import { registryAddressOf } from './look-up-package.ts'
import { Probes } from './probes.ts'
import { reachPort, resolveHost } from './reach-host.ts'
import { scriptOf } from './script-of.ts'
import { SharedResults } from './shared-results.ts'

let folder: string
let dispatcher: Dispatcher
let probes: Probes
const closing: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcpproxy-probes-'))
  dispatcher = await createDispatcher({})
  const environment = { current: { PATH: `${folder}/bin:${process.env.PATH}` }, login: async () => false }
  probes = new Probes({ environment, dispatcher: () => dispatcher })
})
afterEach(async () => {
  dispatcher[Symbol.dispose]()
  await Promise.all(closing.splice(0).map(close => close()))
  await rm(folder, { recursive: true, force: true })
})

async function listen(
  server: Server | ReturnType<typeof createTcpServer>,
  where: number | string = 0,
): Promise<number> {
  await new Promise<void>(resolve => {
    if (typeof where === 'string') server.listen(where, resolve)
    else server.listen(where, '127.0.0.1', resolve)
  })
  closing.push(() => new Promise(resolve => server.close(resolve)))
  return typeof where === 'string' ? 0 : (server.address() as AddressInfo).port
}

async function freedPort(): Promise<number> {
  const server = createTcpServer()
  const port = await listen(server)
  await closing.pop()?.()
  return port
}

const server = (more: object) => serverSchema.parse({ name: 's', command: 'node', ...more })

describe('an answer is shared', () => {
  test('by those who ask at the same time, and for 5 s after it came', async () => {
    let [nowAt, asked] = [0, 0]
    const shared = new SharedResults(() => nowAt)
    const ask = async () => ++asked
    expect(await Promise.all([shared.get('a', ask), shared.get('a', ask), shared.get('b', ask)])).toEqual([1, 1, 2])
    nowAt = 4_999
    expect(await shared.get('a', ask)).toBe(1)
    nowAt = 5_000
    expect(await shared.get('a', ask)).toBe(3)
  })

  test('also when it is a failure, which does not stay for ever', async () => {
    let nowAt = 0
    const shared = new SharedResults(() => nowAt)
    await expect(shared.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    nowAt = 6_000
    expect(await shared.get('a', async () => 'yes')).toBe('yes')
  })
})

test('a port is reached, or its refusal told', async () => {
  const port = await listen(createTcpServer(socket => socket.destroy()))
  expect(await reachPort('127.0.0.1', port)).toEqual({ ok: true, detail: `127.0.0.1:${port}` })
  expect(await reachPort('127.0.0.1', await freedPort())).toEqual({ ok: false, code: 'ECONNREFUSED' })
})

test('a host that swallows everything is given up in time', async () => {
  const startedAt = performance.now()
  const reached = await reachPort('192.0.2.1', 9, 200) // a network for documentation: nobody is there (RFC 5737)
  expect(reached.ok).toBe(false)
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})

test('a name resolves, or not', async () => {
  expect((await resolveHost('localhost')).ok).toBe(true)
  expect((await resolveHost('surely-no-such-host.invalid')).ok).toBe(false)
})

describe('Docker', () => {
  test('answers a ping over its socket', async () => {
    const socket = join(folder, 'docker.sock')
    await listen(
      createServer((request, response) => response.writeHead(request.url === '/_ping' ? 200 : 404).end('OK')),
      socket,
    )
    const address = `unix://${socket}`
    expect(await pingDocker({ DOCKER_HOST: address }, folder)).toEqual({ kind: 'ok', address })
  })

  test('is down where nobody listens', async () => {
    const address = `unix://${join(folder, 'none.sock')}`
    expect(await pingDocker({ DOCKER_HOST: address }, folder)).toEqual({ kind: 'down', tried: [address] })
  })

  test('is looked for where the current context says, then in the known places', async () => {
    const meta = join(
      folder,
      '.docker/contexts/meta',
      'f24fd3749c1368328e2b149bec149cb6795619f244c5b584e844961215dadd16',
    )
    await mkdir(meta, { recursive: true })
    await writeFile(join(folder, '.docker/config.json'), '{"currentContext":"colima"}')
    await writeFile(join(meta, 'meta.json'), '{"Endpoints":{"docker":{"Host":"unix:///mine.sock"}}}')
    const found = await dockerAddresses({}, folder, 'linux')
    expect(found.slice(0, 2)).toEqual(['unix:///mine.sock', 'unix:///var/run/docker.sock'])
  })
})

test('a version is asked once for each state of a file', async () => {
  const file = join(folder, 'tool')
  const log = join(folder, 'asked')
  await writeFile(file, `#!/bin/sh\necho asked >> ${log}\necho tool 1.2.3\n`)
  await chmod(file, 0o755)
  const versions = new InterpreterVersions()
  const env = { PATH: '/usr/bin:/bin' }
  expect([await versions.of(file, env), await versions.of(file, env)]).toEqual(['tool 1.2.3', 'tool 1.2.3'])
  await utimes(file, 1, 1)
  await versions.of(file, env)
  expect(execFileSync('wc', ['-l', log]).toString()).toMatch(/^\s*2 /)
})

test.each([
  ['npm:@scope/name', {}, 'https://registry.npmjs.org/@scope%2fname'],
  ['npm:name', { npm_config_registry: 'https://mirror.example/npm' }, 'https://mirror.example/npm/name'],
  ['uv:Some_Name', {}, 'https://pypi.org/simple/some-name/'],
  ['npm:../../etc', {}, null],
  ['npm:a?b=c', {}, null],
  ['uv:git+https://x.example/y', {}, null],
  ['deno:npm:x', {}, null],
])('%s is asked for at %s → %s', (name, env, address) => {
  expect(registryAddressOf({ package: name, spec: name }, env)?.href ?? null).toBe(address)
})

test.each<[string, string[], string | null]>([
  ['node', ['server.js', '--x'], '/w/server.js'],
  ['/usr/bin/node', ['--inspect', '/abs/a.mjs'], '/abs/a.mjs'],
  ['node', ['-r', './hook.js', 'dist/main'], '/w/dist/main'],
  ['python3.12', ['-u', 'main.py'], '/w/main.py'],
  ['python', ['-m', 'package'], null],
  ['node', ['-e', '1'], null],
  ['node', ['repl'], null],
  ['npx', ['./x.js'], null],
  ['node', ['https://x.example/a.js'], null],
])('%s %j runs the script %s', (command, args, script) => {
  expect(scriptOf(server({ command, args }), '/w')).toBe(script)
})

describe('a cure is seen', () => {
  const plan = (category: Category, more: object, object?: { kind: string; value: string }) => {
    const found = curePlanOf(category, server(more), object)
    if (found === null) throw new Error('no plan')
    return found.kind === 'state' ? () => found.isCured(probes) : () => found.fingerprint(probes)
  }

  test('when the command is there', async () => {
    const look = plan('command_not_found', { command: 'surely-new-tool' })
    expect(await look()).toBe(false)
    await mkdir(join(folder, 'bin'))
    await writeFile(join(folder, 'bin/surely-new-tool'), '#!/bin/sh\n', { mode: 0o755 })
    expect(await look()).toBe(true)
  })

  test('when the folder, or the file, is there', async () => {
    const wanted = join(folder, 'later')
    const looks = [
      plan('working_dir_missing', { working_dir: wanted }),
      plan('path_not_accessible', {}, { kind: 'path', value: wanted }),
      plan('entrypoint_missing', { args: [wanted] }),
    ]
    const see = () => Promise.all(looks.map(look => look()))
    expect(await see()).toEqual([false, false, false])
    await mkdir(wanted)
    expect(await see()).toEqual([true, true, true])
  })

  test('when the port is free', async () => {
    const taken = createTcpServer(socket => socket.destroy())
    const port = await listen(taken)
    const object = { kind: 'port', value: String(port) }
    expect(await plan('port_in_use', {}, object)()).toBe(false)
    await closing.pop()?.()
    const later = new Probes({ environment: { current: {}, login: async () => false }, dispatcher: () => dispatcher })
    const again = curePlanOf('port_in_use', server({}), object)
    expect(again?.kind === 'state' && (await again.isCured(later))).toBe(true)
  })

  test('when the host answers', async () => {
    const port = await listen(createServer((_request, response) => response.end()))
    const at = (url: string) => plan('connection_refused', { command: undefined, url })
    expect(await at(`http://127.0.0.1:${port}/mcp`)()).toBe(true)
    expect(await at(`http://127.0.0.1:${await freedPort()}/mcp`)()).toBe(false)
  })

  test('when modules were installed, or the interpreter was replaced', async () => {
    await mkdir(join(folder, 'bin'), { recursive: true })
    await writeFile(join(folder, 'bin/tool'), '', { mode: 0o755 })
    const looks = [
      plan('node_module_not_found', { working_dir: folder }),
      plan('node_version_mismatch', { command: 'tool' }),
    ]
    const before = await Promise.all(looks.map(look => look()))
    expect(await Promise.all(looks.map(look => look()))).toEqual(before)
    await mkdir(join(folder, 'node_modules'))
    await writeFile(join(folder, 'bin/tool'), 'new')
    const after = await Promise.all(looks.map(look => look()))
    expect(after.map((print, index) => print !== before[index])).toEqual([true, true])
  })

  test.each<Category>(['npm_package_not_found', 'auth_required', 'server_bug', 'missing_env'])(
    'never for %s',
    category => {
      expect(curePlanOf(category, server({}), undefined)).toBeNull()
    },
  )
})

test('the checks of a program name what is wrong with it', async () => {
  const broken = server({ command: 'surely-none', args: [], working_dir: '/no/such/folder' })
  const seen = await Promise.all(checksOfServer(broken, probes, { missingVariables: ['TOKEN'] }).map(look => look()))
  expect(seen.flatMap(check => (check?.ok === false ? [check.type] : []))).toEqual([
    'missing_env',
    'missing_directory',
    'missing_command',
  ])
})

test('the checks of a URL tell name, connection and answer apart', async () => {
  const port = await listen(createServer((_request, response) => response.writeHead(404).end()))
  const remote = server({ command: undefined, url: `http://127.0.0.1:${port}/mcp` })
  const seen = await Promise.all(checksOfServer(remote, probes, { missingVariables: [] }).map(look => look()))
  expect(seen.flatMap(check => (check === null ? [] : [[check.type, check.ok]]))).toEqual([
    ['missing_env', true],
    ['dns', true],
    ['connection', true],
    ['http', false],
  ])
})
