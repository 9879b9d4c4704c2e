import { existsSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fixtureServer, Heartbeat } from '../support/fixtures.ts'
import { newFolder, RunningCore } from '../support/running-core.ts'

const standIn = fileURLToPath(new URL('inspector-stand-in.mjs', import.meta.url))
let folder: string
let core: RunningCore | undefined

beforeEach(async () => {
  folder = await newFolder()
})
afterEach(async () => {
  await core?.[Symbol.asyncDispose]()
  core = undefined
  await rm(folder, { recursive: true, force: true })
})

const start = async (...args: string[]) => {
  core = await RunningCore.start({
    folder,
    servers: [fixtureServer('one thing')],
    settings: {
      resource_cleanup: { process_kill_timeout_seconds: 1 },
      inspector: { command: process.execPath, args: [standIn, ...args] },
    },
  })
  await core.control.untilStatus('one thing', 'ready')
  return core
}

test('it is started once, pointed at the one server, private, and stopped with us', async () => {
  const beat = new Heartbeat(join(folder, 'inspector.beat'))
  const { cli, url: origin } = await start('--heartbeat', beat.file).then(running => ({
    cli: running.cli.bind(running),
    url: running.url,
  }))
  const first = await cli('inspect', 'one thing')
  expect(first).toMatchObject({ code: 0, stderr: '' })
  const url = new URL(first.stdout.trim())
  const token = url.searchParams.get('MCP_INSPECTOR_API_TOKEN') ?? ''
  const target = `${origin}/servers/one%20thing/mcp`
  expect({ host: url.hostname, length: token.length, target: url.searchParams.get('serverUrl') }).toEqual({
    host: '127.0.0.1',
    length: 64,
    target,
  })
  const seen = (await (await fetch(`${url.origin}/seen?token=${token}`)).json()) as { path: string; argv: string[] }
  expect(seen).toMatchObject({
    autoOpen: 'false',
    mode: 0o600,
    config: { mcpServers: { 'one thing': { type: 'streamable-http', url: target } } },
  })
  expect(seen.argv.join(' ')).not.toContain(token)
  const client = await core?.client('/servers/one%20thing/mcp')
  expect((await client?.listTools())?.tools.map(({ name }) => name)).toContain('echo')

  expect((await cli('inspect', 'one thing')).stdout).toBe(first.stdout)
  expect(await core?.stop()).toBe(0)
  expect(await beat.isStill()).toBe(true)
  expect(existsSync(seen.path)).toBe(false)
  for (const file of await readdir(join(folder, 'logs'))) {
    const text = await readFile(join(folder, 'logs', file), 'utf8')
    expect({ file, holdsToken: text.includes(token) }).toEqual({ file, holdsToken: false })
  }
  expect(await readFile(join(folder, 'logs', 'inspector.log'), 'utf8')).toContain('Auth token: [redacted]')
})

test('one that cannot start says why, with what it printed; nothing is left', async () => {
  const { cli } = await start('--fail', 'no such package').then(running => ({ cli: running.cli.bind(running) }))
  const { code, stderr } = await cli('inspect', 'one thing')
  expect(code).toBe(1)
  expect(stderr).toMatch(/^mcpproxy: The MCP Inspector for "one thing" could not be started: .*ended with code 7: no such package\n$/) // prettier-ignore
  expect(await readdir(join(folder, 'run', 'inspector'))).toEqual([])
  expect((await cli('inspect', 'two')).stderr).toContain('there is no server "two"')
})
