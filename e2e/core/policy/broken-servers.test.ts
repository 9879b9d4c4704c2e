import { once } from 'node:events'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { categories, isCategory } from '#shared/categories'
import { failureReport, type ReportEntry } from '#shared/failure-report'
import type { AttemptView, DiagnosisView } from '#shared/ipc/contract'
import { fixtureServer, Heartbeat } from '../support/fixtures.ts'
import { newFolder, RunningCore } from '../support/running-core.ts'
import { brokenServers, type BrokenServer } from './support/broken-servers.ts'
import { FaultyHosts } from './support/faulty-hosts.ts'

const httpFixture = fileURLToPath(new URL('../../fixtures/http-mcp-server.mjs', import.meta.url))
const stdioFixture = fileURLToPath(new URL('../../fixtures/mcp-server.mjs', import.meta.url))
/** Reserved (tcpmux) and used by nobody: other tests of this machine take theirs from the ephemeral ones. */
const nobodysPort = 1

/** Free, and not one that the system hands out meanwhile. */
async function quietPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    const probe = createServer().listen(port, '127.0.0.1')
    const isFree = await once(probe, 'listening').then(
      () => true,
      () => false,
    )
    if (!isFree) continue
    probe.close()
    await once(probe, 'close')
    return port
  }
}

const settings = {
  auto_disable: { failure_threshold: 2, probe_interval_seconds: 1 },
  connection_management: {
    connection_timeout_seconds: 4,
    retry_backoff_max_seconds: 1,
    max_concurrent_connections: 12,
  },
}

let folder: string
let hosts: FaultyHosts
let core: RunningCore
let taken: Server
let counted: BrokenServer[]
let never: BrokenServer[]
let entries: object[]
let curedPort: number

beforeAll(async () => {
  folder = await newFolder()
  hosts = new FaultyHosts()
  taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  curedPort = await quietPort()
  ;({ counted, never } = await brokenServers(folder, hosts, port, nobodysPort))
  const later = join(folder, 'later')
  entries = [
    ...[...counted, ...never].map(({ entry }) => entry),
    fixtureServer('healthy'),
    { name: 'cured-file', command: process.execPath, args: [join(folder, 'later.mjs')] },
    { ...fixtureServer('cured-folder'), working_dir: later },
    { name: 'cured-host', url: `http://127.0.0.1:${curedPort}/mcp`, protocol: 'http' },
    { ...fixtureServer('off', '--heartbeat', join(folder, 'off.beat'), '--ignore-stdin-end'), enabled: false },
    { ...fixtureServer('by-hand'), working_dir: '/no/such/folder', enabled: false },
    { name: 'unset', command: 'node', args: ['${env:SURELY_NO_SUCH_VARIABLE}'] },
  ]
  core = await RunningCore.start({ folder, servers: entries, settings })
})

afterAll(async () => {
  await core[Symbol.asyncDispose]()
  await hosts[Symbol.asyncDispose]()
  taken.close()
  await rm(folder, { recursive: true, force: true })
})

const attemptsOf = (name: string) => core.control.call<AttemptView[]>('server:attempts', { name, limit: 100 })
const names = (servers: readonly BrokenServer[]) => servers.map(({ entry }) => entry.name)

test('at least forty servers that really fail are each disabled, with cause, report and recommendation', async () => {
  expect(counted.length).toBeGreaterThanOrEqual(40)
  const wanted = new Set(names(counted))
  await core.control.until(
    'all of them to be disabled and reported',
    ({ servers }) =>
      servers
        .filter(s => wanted.has(s.name))
        .every(s => s.status === 'auto-disabled' && s.suspension?.reportId != null),
    50_000,
  )
  const wrong: unknown[] = []
  for (const { entry, categories: right } of counted) {
    const { suspension, lastError } = core.control.server(entry.name)
    const text = await readFile(join(folder, 'reports', `${suspension?.reportId}.json`), 'utf8')
    const report = failureReport.parse(JSON.parse(text))
    expect(report).toMatchObject({ server_name: entry.name, error_history: { length: 2 } })
    expect(suspension?.reason).toMatch(/^Exceeded 2 consecutive failures/)
    expect(report.recommendations.length).toBeGreaterThan(0)
    const found = lastError?.category ?? ''
    if (!isCategory(found) || !right.includes(found)) wrong.push({ name: entry.name, found, right })
    if (isCategory(found)) expect(categories[found].counts).not.toBe('never')
  }
  expect(wrong).toEqual([])
  const { alerts } = core.control.snapshot.app
  expect(alerts.filter(({ kind }) => kind === 'suspended').length).toBeGreaterThanOrEqual(40)
})

test('a healthy server is not bothered, and what a person must supply is not held against a server', () => {
  expect(core.control.server('healthy').status).toBe('ready')
  expect(core.control.server('unset')).toMatchObject({ status: 'needs-input', suspension: null })
})

test('a cause that never counts ends at its status, and is reported on demand', async () => {
  for (const { entry, categories: right } of never) {
    const { status, lastError, suspension } = core.control.server(entry.name)
    expect([entry.name, lastError?.category, suspension]).toEqual([entry.name, right[0], null])
    expect(['retrying', 'connecting', 'needs-sign-in']).toContain(status)
    const { id } = await core.control.call<ReportEntry>('report:create', { name: entry.name })
    const { report } = await core.control.call<{ report: unknown }>('reports:get', { id })
    expect(failureReport.parse(report).recommendations).not.toEqual([])
  }
})

test('a server whose cause is cured from outside comes back by itself; the others are left in peace', async () => {
  for (const name of ['cured-file', 'cured-folder', 'cured-host']) await core.control.untilStatus(name, 'auto-disabled')
  await writeFile(
    join(folder, 'later.mjs'),
    `process.argv.push('--name', 'later'); await import('file://${stdioFixture}')`,
  )
  await mkdir(join(folder, 'later'))
  const host = spawn(process.execPath, [httpFixture, '--port', String(curedPort)], { stdio: 'ignore' })
  try {
    for (const name of ['cured-file', 'cured-folder', 'cured-host']) await core.control.untilStatus(name, 'ready')
    // Their probes look every second and see that nothing has changed: two dials, and none since.
    for (const name of ['path', 'folder', 'command', 'refused', 'http-404', 'tls-untrusted']) {
      expect([name, (await attemptsOf(name)).length]).toEqual([name, 2])
    }
    // Where nothing can be watched it tries alone, ever more rarely: after 10 s, 20 s, 40 s.
    for (const name of names(counted)) expect((await attemptsOf(name)).length).toBeLessThanOrEqual(2 + 4)
  } finally {
    host.kill('SIGKILL')
  }
})

test('diagnose looks into a disabled server and leaves nothing of the trial behind', async () => {
  const found = await core.control.call<DiagnosisView>('server:diagnose', { name: 'by-hand' })
  expect(found).toMatchObject({ healthy: false, status: 'disabled', trial: { outcome: 'failed' } })
  expect(found.lastError?.category).toBe('working_dir_missing')
  await core.control.until('the result to be shown', ({ servers }) =>
    servers.some(({ name, lastError }) => name === 'by-hand' && lastError?.category === 'working_dir_missing'),
  )
  const cli = await core.cli('diagnose', '--server', 'healthy')
  expect([cli.code, cli.stdout.includes('✓ Connection')]).toEqual([0, true])
  const broken = await core.cli('diagnose', '--server', 'refused', '--json')
  expect([broken.code, (JSON.parse(broken.stdout) as DiagnosisView).recommendations.length > 0]).toEqual([1, true])
})

test('a trial of a disabled server is made once for all who ask, and nothing of it lives on', async () => {
  const ask = () => core.control.call<DiagnosisView>('server:diagnose', { name: 'off' })
  const [first, second] = await Promise.all([ask(), ask()])
  expect(first).toMatchObject({ healthy: true, status: 'disabled', trial: { outcome: 'ready', cleanup: 'graceful' } })
  expect(second).toEqual(first)
  expect(await attemptsOf('off')).toHaveLength(1)
  const beat = new Heartbeat(join(folder, 'off.beat'))
  expect([beat.size > 0, await beat.isStill(), core.control.server('off').status]).toEqual([true, true, 'disabled'])
})

test('enabling by hand tries at once and shows the fresh result', async () => {
  const before = (await attemptsOf('path')).length
  const { suspension } = core.control.server('path')
  await core.cli('enable', 'path')
  await core.control.until('a suspension anew', ({ servers }) => {
    const anew = servers.find(({ name }) => name === 'path')?.suspension
    return anew?.reportId != null && anew.sinceAt !== suspension?.sinceAt
  })
  expect(await attemptsOf('path')).toHaveLength(before + 2)
})

test('every suspension survives kill -9, with all it says', async () => {
  const held = () =>
    new Map(
      core.control.snapshot.servers.flatMap(({ name, suspension }) => {
        if (suspension === null) return []
        const isTimed = ['http-404', 'npm-404', 'command-line'].includes(name) // an hour off; the others look meanwhile
        return [[name, isTimed ? suspension : { ...suspension, failures: 0, nextProbeAt: null }] as const]
      }),
    )
  const before = held()
  await core.stop('SIGKILL')
  await core[Symbol.asyncDispose]()
  core = await RunningCore.start({ folder, servers: entries, settings })
  expect(before.size).toBeGreaterThanOrEqual(40)
  const after = held()
  for (const [name, suspension] of before) expect([name, after.get(name)]).toEqual([name, suspension])
})
