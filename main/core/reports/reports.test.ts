import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { readConfig } from '../config/read-config.ts'
import { serverSchema } from '#shared/config'
import { failureReport } from '#shared/failure-report'
import type { AttemptView } from '#shared/ipc/contract'
import { dataFolderAt } from '../data-folder/data-folder.ts'
import { compileRedact } from '../log/redact.ts'
import { secretValuesOf } from '../log/secret-values.ts'
import { MemoryState } from '../store/memory-state.ts'
import { buildReport, type ReportFacts } from './build-report.ts'
import { crc32 } from './crc32.ts'
import { ReportFiles, reportFolderOf } from './report-files.ts'
import { reportMarkdown } from './report-markdown.ts'
import { collectSupportBundle } from './support-bundle.ts'
import { writeZip } from './write-zip.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcpproxy-reports-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const secondAt = 1_700_000_000_000
const plain = (text: string) => text

const attempt = (at: number, more: Partial<NonNullable<AttemptView['failure']>> = {}): AttemptView => ({
  ...{ id: String(at), server: 'files', startedAt: at, endedAt: at + 5, outcome: 'failed', phases: [] },
  failure: {
    ...{
      summary: 'The module zod is missing.',
      category: 'node_module_not_found',
      confidence: 0.9,
      phase: 'initialize',
    },
    ...{
      at,
      exit: { code: 1, signal: null },
      stderrTail: ['Error: Cannot find module'],
      recommendation: 'Run npm install.',
    },
    ...more,
  },
})

const facts = (more: Partial<ReportFacts> = {}): ReportFacts => ({
  server: serverSchema.parse({ name: 'files', command: 'node', args: ['server.js'], env: { TOKEN: 'x' } }),
  ...{ at: secondAt, consecutiveFailures: 10, attempts: [attempt(2_000), attempt(1_000)], lastFailure: null },
  ...{
    checks: [],
    object: { kind: 'module', value: 'zod' },
    recommendations: [],
    resolvedCommand: '/bin/node',
    path: '/bin',
  },
  ...more,
})

test('a report says what happened, with what, and what to do', () => {
  const check = {
    name: 'Disk space',
    type: 'disk_space',
    ok: false,
    detail: '0.1 GB free',
    recommendation: 'Free it.',
  } as const
  const entry = {
    ...{ error_type: 'missing_package', error_msg: 'The module zod is missing.', state: 'connecting' },
    ...{ stack_trace: 'Error: Cannot find module', phase: 'initialize', exit_code: 1, signal: null },
  }
  expect(failureReport.parse(buildReport(facts({ checks: [check] }), plain))).toEqual({
    server_name: 'files',
    timestamp: '2023-11-14T22:13:20.000Z',
    consecutive_failures: 10,
    error_history: [
      { ...entry, timestamp: '1970-01-01T00:00:01.000Z' },
      { ...entry, timestamp: '1970-01-01T00:00:02.000Z' },
    ],
    diagnostics: {
      ...{ protocol: 'stdio', command: 'node', args: ['server.js'], env: ['TOKEN'], working_dir: null },
      ...{ missing_packages: ['zod'], network_reachable: null, oauth_configured: false, last_success_time: null },
      ...{ error_pattern: 'node_module_not_found', resolved_command: '/bin/node', path_used: '/bin', checks: [check] },
    },
    recommendations: ['Free it.'],
  })
})

test('the history holds the last ten failures, oldest first, and at most 16 KB of what was printed', () => {
  const attempts = Array.from({ length: 14 }, (_, index) => attempt(14_000 - index * 1_000))
  const long = attempt(20_000, { stderrTail: ['é'.repeat(40_000), 'the end'], phase: null })
  const { error_history: history } = buildReport(facts({ attempts: [long, ...attempts] }), plain)
  expect(history.map(({ timestamp }) => Date.parse(timestamp))).toEqual(
    [6, 7, 8, 9, 10, 11, 12, 13, 14, 20].map(s => s * 1_000),
  )
  const last = history.at(-1)
  expect([last?.state, last?.stack_trace.endsWith('the end'), last?.stack_trace.includes('\uFFFD')]).toEqual([
    'ready',
    true,
    false,
  ])
  expect(Buffer.byteLength(last?.stack_trace ?? '')).toBeLessThanOrEqual(16 * 1024)
})

const planted = [
  'sk-env-Hq7Zr2Wp9Lx4',
  'arg-Secret-Vb8Nm3Qa6',
  'header-Token-Ty5Ui1Op',
  'url-Key-Gh4Jk7Lz0Xc',
  'pw-Dc3Fv6Gb9',
]
const secretive = serverSchema.parse({
  name: 'secretive',
  url: `https://user:${planted[4]}@host.example/mcp?api_key=${planted[3]}`.replace(`user:${planted[4]}@`, ''),
  headers: { Authorization: `Bearer ${planted[2]}` },
  env: { API_KEY: planted[0], DB: `postgres://me:${planted[4]}@db.example/x` },
  args: ['--token', planted[1]],
})
const allPlanted = `stderr ${planted.join(' ')} body {"key":"${planted[0]}"} ${encodeURIComponent(planted[3] ?? '')}`

test('secrets of env, args, headers, URLs, stderr and bodies are in no report, in no form of it', () => {
  const redact = compileRedact(secretValuesOf(secretive))
  const noisy = attempt(1, { stderrTail: [allPlanted], summary: allPlanted, recommendation: allPlanted })
  const check = { name: 'HTTP', type: 'http', ok: false, detail: allPlanted, recommendation: allPlanted } as const
  const report = buildReport(
    facts({
      ...{ server: secretive, attempts: [noisy], lastFailure: noisy.failure, checks: [check] },
      ...{ object: { kind: 'module', value: allPlanted }, recommendations: [allPlanted], path: allPlanted },
    }),
    redact,
  )
  const texts = [JSON.stringify(report), reportMarkdown(report)].join('\n')
  expect(planted.filter(secret => texts.includes(secret))).toEqual([])
  expect(texts).toContain('[redacted]')
})

test('two reports within a second both survive; names are safe and distinct', async () => {
  const files = new ReportFiles(folder)
  const report = buildReport(facts(), plain)
  const strange = { ...report, server_name: 'A/B: ü' }
  const entries = await Promise.all([report, report, strange].map(each => files.write(each)))
  expect((await readdir(folder)).toSorted()).toEqual(entries.map(({ id }) => `${id}.json`).toSorted())
  expect(
    entries
      .slice(0, 2)
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(['failure_files_1700000000', 'failure_files_1700000001'])
  expect(entries[2]?.id).toMatch(/^failure_a-b-u-[0-9a-f]{10}_1700000000$/)
  expect((await files.list('files')).map(({ server }) => server)).toEqual(['files', 'files'])
  expect((await files.get('failure_files_1700000000')).report).toEqual(report)
})

test('what is no report is left out, and no name leads out of the folder', async () => {
  const files = new ReportFiles(join(folder, 'reports'))
  expect(await files.list()).toEqual([])
  await files.write(buildReport(facts(), plain))
  await writeFile(join(folder, 'reports', 'failure_files_5.json'), '{"torn"')
  await writeFile(join(folder, 'failure_x_1.json'), JSON.stringify(buildReport(facts(), plain)))
  expect(await files.list()).toHaveLength(1)
  for (const id of ['../failure_x_1', 'failure_files_5', 'failure_none_1', '']) {
    await expect(files.get(id)).rejects.toMatchObject({ code: 'REPORT_UNKNOWN' })
  }
})

test('old reports are deleted after so many days, and nothing else is', async () => {
  const files = new ReportFiles(folder)
  await files.write(buildReport(facts(), plain))
  await writeFile(join(folder, 'notes.json'), '{}')
  const dayMs = 86_400_000
  const nowAt = secondAt + 30 * dayMs
  expect(await files.prune(0, nowAt + 1e12)).toBe(0)
  expect(await files.prune(30, nowAt)).toBe(0)
  expect(await files.prune(30, nowAt + 1)).toBe(1)
  expect(await readdir(folder)).toEqual(['notes.json'])
})

test('the folder is that of the settings, also from the home folder or beside the data', () => {
  expect(reportFolderOf(undefined, '/data', '/data/reports')).toBe('/data/reports')
  expect(reportFolderOf('mine', '/data', '/data/reports')).toBe('/data/mine')
  expect(reportFolderOf('~/mine', '/data', '/data/reports')).toMatch(/^\/.*\/mine$/)
})

test('Markdown keeps what a program printed inside its fence', () => {
  const report = buildReport(facts({ attempts: [attempt(1, { stderrTail: ['```', '# not a title', '<b>'] })] }), plain)
  expect(reportMarkdown(report)).toContain('````text\n```\n# not a title\n<b>\n````')
})

test('an archive can be read back, names and content', () => {
  const entries = [
    { name: 'a.txt', content: 'Grüße' },
    { name: 'logs/b.log', content: Buffer.from([0, 255, 1]) },
  ]
  expect(readZip(writeZip(entries))).toEqual([
    ['a.txt', Buffer.from('Grüße')],
    ['logs/b.log', Buffer.from([0, 255, 1])],
  ])
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926) // the checksum's own test value
})

test('a support bundle holds configuration, history, reports and logs, and none of the secrets', async () => {
  const paths = dataFolderAt(folder)
  const read = readConfig(JSON.stringify({ mcpServers: [{ ...secretive, protocol: 'http' }] }))
  if (!read.ok) throw new Error(read.problem.message)
  const state = new MemoryState()
  state.recordAttempt({ ...attempt(1, { stderrTail: [allPlanted] }), server: 'secretive' })
  const reports = new ReportFiles(paths.reports)
  await reports.write({ ...buildReport(facts(), plain), recommendations: [allPlanted] })
  const logs = new ReportFiles(paths.logs) // makes the folder
  await logs.write(buildReport(facts(), plain))
  await writeFile(join(paths.logs, 'main.log'), `${allPlanted}\n`)
  const entries = await collectSupportBundle({
    ...{ folder: paths, config: read.config, state, reports, checks: [], version: '1.2.3', at: 0 },
    redact: compileRedact(secretValuesOf(secretive)),
  })
  const names = [
    'about.json',
    'doctor.json',
    'mcp_config.json',
    'history.json',
    'reports/failure_files_1700000000.json',
    'logs/main.log',
  ]
  expect(entries.map(({ name }) => name)).toEqual(names)
  const text = entries.map(({ content }) => String(content)).join('\n')
  expect(planted.filter(secret => text.includes(secret))).toEqual([])
})

test('the checked-in JSON schema of reports is up to date (vitest run -u writes it)', async () => {
  const schema = { ...z.toJSONSchema(failureReport), title: 'MCPProxy failure report' }
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../../docs/failure-report.schema.json')
  expect(await readFile(new URL('../../../docs/diagnose.md', import.meta.url), 'utf8')).toContain(
    'failure-report.schema.json',
  )
})

/** An independent, minimal reader: by the central directory, as archivers do. */
function readZip(zip: Buffer): [string, Buffer][] {
  const end = zip.length - 22
  const entries: [string, Buffer][] = []
  let at = zip.readUInt32LE(end + 16)
  for (let index = 0; index < zip.readUInt16LE(end + 10); index++) {
    const nameLength = zip.readUInt16LE(at + 28)
    const name = zip.subarray(at + 46, at + 46 + nameLength).toString()
    const local = zip.readUInt32LE(at + 42)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20))
    const content = zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)
    expect(crc32(content)).toBe(zip.readUInt32LE(at + 16))
    entries.push([name, Buffer.from(content)])
    at += 46 + nameLength
  }
  return entries
}
