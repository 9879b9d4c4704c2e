import { open, readdir } from 'node:fs/promises'
import { arch, platform, release } from 'node:os'
import { join } from 'node:path'
import type { Check } from '#shared/check'
import type { Config, ServerConfig } from '#shared/config'
import type { DataFolder } from '../data-folder/data-folder.ts'
import { redactedMark } from '../log/secret-forms.ts'
import type { State } from '../store/state.ts'
import type { ReportFiles } from './report-files.ts'
import type { ZipEntry } from './write-zip.ts'

export interface BundleParts {
  readonly folder: DataFolder
  readonly config: Config
  readonly state: State
  readonly reports: ReportFiles
  readonly checks: readonly Check[]
  readonly redact: (text: string) => string
  readonly version: string
  readonly at: number
}

const logBytes = 1_000_000
const mostReports = 50
const attemptsEach = 20

/** What a person who helps needs to see, with every secret hidden. */
export async function collectSupportBundle(parts: BundleParts): Promise<ZipEntry[]> {
  const { folder, config, state, reports, checks, redact, version, at } = parts
  const json = (value: unknown) => redact(`${JSON.stringify(value, null, 2)}\n`)
  const about = {
    version,
    at: new Date(at).toISOString(),
    node: process.version,
    platform: platform(),
    release: release(),
    arch: arch(),
  }
  const history = Object.fromEntries(
    config.servers.map(({ name }) => [
      name,
      { attempts: state.attempts(name, attemptsEach), cleanups: state.cleanups(name, attemptsEach) },
    ]),
  )
  const suspensions = Object.fromEntries(state.suspensions())
  const written = await Promise.all((await reports.list()).slice(0, mostReports).map(({ id }) => reports.get(id)))
  const settings = { ...config.settings, mcpServers: config.servers.map(withoutValues), invalid: config.invalid }
  return [
    { name: 'about.json', content: json(about) },
    { name: 'doctor.json', content: json(checks) },
    { name: 'mcp_config.json', content: json(settings) },
    { name: 'history.json', content: json({ suspensions, servers: history }) },
    ...written.map(({ entry, report }) => ({ name: `reports/${entry.id}.json`, content: json(report) })),
    ...(await collectLogs(folder.logs, redact)),
  ]
}

/** Names stay, values go, but for references: those hold nothing. */
function withoutValues(server: ServerConfig): ServerConfig {
  const hide = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, /^\$\{env:[^}]*\}$/.test(value) ? value : redactedMark]),
    )
  return { ...server, env: hide(server.env), headers: hide(server.headers) }
}

/** The end of each log; they were redacted when they were written, and are again. */
async function collectLogs(folder: string, redact: (text: string) => string): Promise<ZipEntry[]> {
  const names = (await readdir(folder).catch(() => [])).filter(name => name.endsWith('.log'))
  return Promise.all(
    names.map(async name => ({ name: `logs/${name}`, content: redact(await readEnd(join(folder, name))) })),
  )
}

async function readEnd(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const length = Math.min(size, logBytes)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length)
    return buffer.subarray(0, bytesRead).toString('utf8')
  } finally {
    await file.close()
  }
}
