import { serverSchema, type Config } from '#shared/config'
import type { Check } from '#shared/check'
import type { ConfigProblem } from '../../config/parse-jsonc.ts'
import type { PreflightEnvironment } from '../preflight.ts'
import type { Probes } from './probes.ts'
import { programOf } from './script-of.ts'

export interface MachineFacts {
  readonly config: Config
  readonly problem: ConfigProblem | null
  readonly configPath: string
  readonly dataFolder: string
  readonly environment: PreflightEnvironment
  /** The pid of the MCPProxy that runs here, or null. */
  readonly ownerPid: number | null
}

const scarceBytes = 500_000_000

/** The machine as MCP servers need it. Each look is bounded in time. */
export function checksOfMachine(facts: MachineFacts, probes: Probes): Promise<Check[]> {
  const users = (programs: readonly string[]) =>
    facts.config.servers.filter(({ command }) => command !== undefined && programs.includes(programOf(command)))
  return Promise.all([
    checkProgram('Node', 'node', users(['node', 'npx', 'npm']).length, 'Install Node 20 or later.', probes),
    checkProgram('uv', 'uv', users(['uv', 'uvx']).length, 'Install uv, which brings uvx along.', probes),
    checkEngine(users(['docker']).length, probes),
    checkPath(facts),
    checkPort(facts, probes),
    checkDisk(facts, probes),
    Promise.resolve(checkConfig(facts)),
  ])
}

/** Missing is only a fault for what a configured server starts with. */
const faultIf = (used: number) => (used > 0 ? false : null)
const usedBy = (used: number) => (used === 0 ? '; no server needs it' : `; ${used} configured servers need it`)

async function checkProgram(
  name: string,
  command: string,
  used: number,
  advice: string,
  probes: Probes,
): Promise<Check> {
  const nobody = serverSchema.parse({ name: command, command })
  const found = await probes.findCommand(nobody, command)
  if (found.kind !== 'found') {
    const detail = `${command} was not found in PATH${usedBy(used)}.`
    return { name, type: 'missing_command', ok: faultIf(used), detail, recommendation: used > 0 ? advice : null }
  }
  const version = await probes.versionOf(nobody, found.path)
  return {
    name,
    type: 'missing_command',
    ok: true,
    detail: `${version ?? 'of unknown version'} at ${found.path}`,
    recommendation: null,
  }
}

async function checkEngine(used: number, probes: Probes): Promise<Check> {
  const answer = await probes.docker()
  const common = { name: 'Docker', type: 'docker_unavailable' } as const
  if (answer.kind === 'ok') {
    return { ...common, ok: true, detail: `The engine answers at ${answer.address}.`, recommendation: null }
  }
  const denied = answer.kind === 'denied'
  const detail = denied ? `Access to ${answer.address} is denied` : 'No Docker engine answers'
  const advice = denied ? 'Add yourself to the group "docker".' : 'Start Docker and check it with "docker ps".'
  return { ...common, ok: faultIf(used), detail: `${detail}${usedBy(used)}.`, recommendation: used > 0 ? advice : null }
}

async function checkPath({ environment }: MachineFacts): Promise<Check> {
  const before = environment.current.PATH ?? ''
  const told = await environment.login()
  const own = new Set(before.split(':'))
  const added = (environment.current.PATH ?? '').split(':').filter(folder => !own.has(folder))
  const detail = !told
    ? 'The login shell gave no PATH; servers get that of MCPProxy.'
    : added.length === 0
      ? 'The login shell has no folder that MCPProxy lacks.'
      : `Servers also get from the login shell: ${added.join(', ')}`
  return {
    name: 'PATH',
    type: 'path',
    ok: before === '' && !told ? false : true,
    detail,
    recommendation: told ? null : 'Set PATH.',
  }
}

async function checkPort({ config, ownerPid }: MachineFacts, probes: Probes): Promise<Check> {
  const { listen } = config.settings
  const port = Number(listen.slice(listen.lastIndexOf(':') + 1))
  const common = { name: 'Port', type: 'port' } as const
  if (port === 0 || !(await probes.isListening(port))) {
    return {
      ...common,
      ok: true,
      detail: port === 0 ? 'A free one at each start.' : `${listen} is free.`,
      recommendation: null,
    }
  }
  const owner = await probes.portOwner(port)
  const isOurs = ownerPid !== null && (owner === null || owner.includes(`pid ${ownerPid})`))
  if (isOurs) return { ...common, ok: true, detail: `${listen} is MCPProxy’s own.`, recommendation: null }
  const detail = `${listen} is taken by ${owner ?? 'another program'}.`
  return { ...common, ok: false, detail, recommendation: 'End that program, or set another "listen" address.' }
}

async function checkDisk({ dataFolder }: MachineFacts, probes: Probes): Promise<Check> {
  const bytes = await probes.freeBytes(dataFolder)
  const detail = Number.isFinite(bytes) ? `${(bytes / 1e9).toFixed(1)} GB free` : 'The free space cannot be told.'
  const ok = bytes > scarceBytes
  return { name: 'Disk', type: 'disk_space', ok, detail, recommendation: ok ? null : 'Free some space.' }
}

function checkConfig({ config, problem, configPath }: MachineFacts): Check {
  const common = { name: 'Configuration', type: 'configuration' } as const
  if (problem !== null) {
    const detail = `${configPath}, line ${problem.line}, column ${problem.column}: ${problem.message}`
    return { ...common, ok: false, detail, recommendation: 'Correct the file; "mcpproxy config validate" checks it.' }
  }
  const { servers, invalid, warnings } = config
  const detail = `${configPath}: ${servers.length} servers, ${invalid.length} that cannot be used, ${warnings.length} warnings`
  const ok = invalid.length === 0
  return { ...common, ok, detail, recommendation: ok ? null : 'See "mcpproxy config validate".' }
}
