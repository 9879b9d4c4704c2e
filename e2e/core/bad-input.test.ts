import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readdir, readFile, rm } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fixtureServer } from './support/fixtures.ts'
import { collectCli, newFolder, RunningCore, writeConfig } from './support/running-core.ts'

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

test('a broken file keeps the last good configuration running, says line and column, and recovers', async () => {
  core = await RunningCore.start({ folder, servers: [fixtureServer('kept')] })
  const { pid } = await core.control.untilStatus('kept', 'ready')
  await writeFile(join(folder, 'mcp_config.json'), '{\n  "mcpServers": [\n    { "name": }\n')
  const broken = await core.control.until('the alert', ({ app }) => app.alerts.some(alert => alert.kind === 'config'))
  expect(broken.app.alerts.find(alert => alert.kind === 'config')?.message).toMatch(/line 3.*column/i)
  expect(core.control.server('kept')).toMatchObject({ status: 'ready', pid })

  await core.writeConfig({ mcpServers: [fixtureServer('kept'), fixtureServer('added')] })
  await core.control.untilStatus('added', 'ready')
  expect(core.control.server('kept').pid).toBe(pid)
  expect(core.control.snapshot.app.alerts.filter(alert => alert.kind === 'config')).toEqual([])
})

test('a broken entry is one invalid server with its path and reason; the rest run', async () => {
  core = await RunningCore.start({ folder, servers: [{ name: 'odd', args: 'not a list' }, fixtureServer('fine')] })
  await core.control.untilStatus('fine', 'ready')
  const odd = core.control.server('odd')
  expect(odd.status).toBe('invalid')
  expect(odd.lastError?.summary).toMatch(/mcpServers\[0\]/)
})

test('a variable that is not set asks for input and spawns nothing', async () => {
  core = await RunningCore.start({
    folder,
    servers: [{ ...fixtureServer('keyed'), env: { KEY: '${env:NO_SUCH_VARIABLE_HERE}' } }],
  })
  const keyed = await core.control.untilStatus('keyed', 'needs-input')
  expect(keyed).toMatchObject({ pid: null, lastError: { category: 'missing_env' } })
  expect(keyed.lastError?.summary).toContain('NO_SUCH_VARIABLE_HERE')
})

test('garbage, floods, huge messages, silence and sudden exits each get their name, and nobody else suffers', async () => {
  core = await RunningCore.start({
    folder,
    settings: { connection_management: { connection_timeout_seconds: 3 } },
    servers: [
      fixtureServer('fine'),
      fixtureServer('noisy', '--garbage', 'Server listening on port 3000'),
      fixtureServer('flood', '--stderr-flood', String(100 * 1024 * 1024)),
      fixtureServer('silent', '--hang'),
      fixtureServer('gone', '--exit-on-initialize', '7'),
      { name: 'shouting', command: process.execPath, args: ['-e', 'setInterval(() => console.log("not json"), 5)'] },
    ],
  })
  await core.control.untilStatus('noisy', 'ready')
  await core.control.untilStatus('flood', 'ready')
  const client = await core.client()
  const big = await client.callTool({ name: 'fine__big', arguments: { bytes: 12 * 1024 * 1024 } })
  expect((big.content as { text: string }[])[0]?.text.length).toBe(12 * 1024 * 1024)
  await core.control.until('the failures', ({ servers }) =>
    ['silent', 'gone', 'shouting'].every(name => servers.find(server => server.name === name)?.lastError != null),
  )
  const categories = ['silent', 'gone', 'shouting'].map(name => core?.control.server(name).lastError?.category)
  expect(categories).toEqual(['startup_timeout', 'early_exit_unknown', 'stdout_pollution'])
  expect(core.control.server('gone').lastError?.exit).toEqual({ code: 7, signal: null })
  expect(core.control.history.get('fine')).toEqual(expect.arrayContaining(['ready']))
  expect(core.control.server('fine').status).toBe('ready')
})

test('a taken port is left to its owner: exit 3 and the owner named', async () => {
  core = await RunningCore.start({ folder })
  const other = await newFolder()
  try {
    await writeConfig(other, { listen: `127.0.0.1:${core.port}`, mcpServers: [] })
    const { code, stderr } = await collectCli(['serve', '--data-dir', other])
    expect(code).toBe(3)
    expect(stderr).toContain(String(core.port))
    expect(stderr).toMatch(new RegExp(`\\b${core.child.pid}\\b`))
  } finally {
    await rm(other, { recursive: true, force: true })
  }
})

test('a second owner of the same data folder is refused: exit 3 and the first one named', async () => {
  core = await RunningCore.start({ folder })
  const { code, stderr } = await collectCli(['serve', '--data-dir', folder])
  expect(code).toBe(3)
  expect(stderr).toContain(String(core.child.pid))
})

test('a corrupt database is moved aside, never deleted, and the proxy runs on', async () => {
  await writeFile(join(folder, 'state.db'), 'this is no database '.repeat(400))
  core = await RunningCore.start({ folder, servers: [fixtureServer('fine')] })
  await core.control.untilStatus('fine', 'ready')
  expect(core.control.snapshot.app.alerts.map(alert => alert.kind)).toContain('store')
  const aside = (await readdir(folder)).filter(name => name.startsWith('state.db.corrupt'))
  expect(aside).toHaveLength(1)
})

test('secrets in env, headers, arguments and URLs never reach logs, status or database', async () => {
  const secrets = ['s3cr3t-env-value', 's3cr3t-argument', 's3cr3t-header', 's3cr3t-query']
  core = await RunningCore.start({
    folder,
    servers: [
      {
        ...fixtureServer(
          'keyed',
          '--stderr',
          `using ${secrets[0]} and --api-key ${secrets[1]}`,
          '--exit-code',
          '1',
          '--api-key',
          secrets[1] ?? '',
        ),
        env: { API_KEY: secrets[0] },
      },
      {
        name: 'remote',
        url: `http://127.0.0.1:9/mcp?api_key=${secrets[3]}`,
        headers: { Authorization: `Bearer ${secrets[2]}` },
      },
    ],
  })
  await core.control.until('both failures', ({ servers }) => servers.every(server => server.lastError !== null))
  const status = await core.cli('status', '--json')
  const attempts = await core.cli('attempts', 'keyed', '--json')
  await core.stop()
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const written = await Promise.all(
    files
      .filter(entry => entry.isFile() && !entry.name.startsWith('mcp_config.json'))
      .map(entry => readFile(join(entry.parentPath, entry.name), 'latin1')),
  )
  const everything = [status.stdout, attempts.stdout, ...written].join('\n')
  expect(everything).toContain('keyed')
  expect(secrets.filter(secret => everything.includes(secret))).toEqual([])
})
