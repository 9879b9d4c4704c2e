import { homedir } from 'node:os'
import { access, stat } from 'node:fs/promises'
import { protocolOf, type ServerConfig } from '#shared/config'
import { runnerPackageOf } from '../../servers/package-runner.ts'
import type { Check } from '#shared/check'
import { checksOfUrl } from './checks-of-url.ts'
import type { Probes } from './probes.ts'
import { seen } from './seen.ts'
import { isInterpreter, programOf, scriptOf } from './script-of.ts'

const scarceBytes = 200_000_000

export interface CheckOptions {
  /** The configuration as it is written; `server` has its references replaced. */
  readonly missingVariables: readonly string[]
  /** What the last failure was about, where that was named. */
  readonly object?: { readonly kind: string; readonly value: string } | null | undefined
}

/** The looks at machine and network that concern a server, to be taken in any order. Each is bounded in time. */
export function checksOfServer(
  server: ServerConfig,
  probes: Probes,
  { missingVariables, object }: CheckOptions,
): (() => Promise<Check | null>)[] {
  const variables = () => Promise.resolve(checkVariables(missingVariables))
  const disk = () => checkDisk(server.working_dir ?? homedir(), probes)
  const port = () => checkPort(object, probes)
  if (protocolOf(server) !== 'stdio') return [variables, ...checksOfUrl(server, probes)]
  return [
    variables,
    () => checkFolder(server),
    () => checkCommand(server, probes),
    () => checkVersion(server, probes),
    () => checkScript(server),
    () => checkPackage(server, probes),
    () => checkDocker(server, probes),
    port,
    disk,
  ]
}

function checkVariables(missing: readonly string[]): Check {
  if (missing.length === 0) return seen('Variables', 'missing_env', true, 'All variables it refers to are set.')
  const names = missing.join(', ')
  return seen('Variables', 'missing_env', false, `Not set: ${names}.`, `Set ${names}, then restart MCPProxy.`)
}

async function checkFolder({ working_dir: folder }: ServerConfig): Promise<Check> {
  const name = 'Working directory'
  if (folder === undefined) return seen(name, 'missing_directory', true, `${homedir()} (your home folder)`)
  const found = await stat(folder).catch(() => null)
  if (found?.isDirectory() === true) return seen(name, 'missing_directory', true, folder)
  const detail = found === null ? `${folder} does not exist.` : `${folder} is not a folder.`
  return seen(name, 'missing_directory', false, detail, `Create it (mkdir -p "${folder}"), or correct working_dir.`)
}

async function checkCommand(server: ServerConfig, probes: Probes): Promise<Check> {
  const command = server.command ?? ''
  const found = await probes.findCommand(server, command)
  const type = 'missing_command'
  if (found.kind === 'found') return seen('Command', type, true, `${command} is ${found.path}`)
  return found.kind === 'missing'
    ? seen('Command', type, false, `${command} was not found in PATH.`, `Install ${command}, or give its full path.`)
    : seen('Command', type, false, `${found.path} may not be run.`, `Make it executable (chmod +x "${found.path}").`)
}

async function checkVersion(server: ServerConfig, probes: Probes): Promise<Check | null> {
  const program = programOf(server.command ?? '')
  if (!isInterpreter(program) && !['npx', 'npm', 'uvx', 'uv', 'pipx', 'deno'].includes(program)) return null
  const found = await probes.findCommand(server, server.command ?? '')
  if (found.kind !== 'found') return null
  const version = await probes.versionOf(server, found.path)
  if (version !== null) return seen('Version', 'runtime_version', true, `${program}: ${version}`)
  const advice = `Run "${found.path} --version" in a terminal, and install it anew if that fails.`
  return seen('Version', 'runtime_version', null, `${program} does not tell its version.`, advice)
}

async function checkScript(server: ServerConfig): Promise<Check | null> {
  const script = scriptOf(server, server.working_dir ?? homedir())
  if (script === null) return null
  const there = await access(script).then(
    () => true,
    () => false,
  )
  return there
    ? seen('Program file', 'missing_file', true, script)
    : seen(
        'Program file',
        'missing_file',
        false,
        `${script} does not exist.`,
        'Build it, or correct its path in "args".',
      )
}

async function checkPackage(server: ServerConfig, probes: Probes): Promise<Check | null> {
  const runner = runnerPackageOf(server.command, server.args)
  if (runner === null) return null
  const name = runner.package.slice(runner.package.indexOf(':') + 1)
  const published = await probes.isPublished(runner)
  if (published === null)
    return seen('Package', 'missing_package', null, `The registry does not say whether ${name} exists.`)
  return published
    ? seen('Package', 'missing_package', true, `${name} is published.`)
    : seen('Package', 'missing_package', false, `${name} is not published.`, 'Correct the package name in "args".')
}

async function checkDocker(server: ServerConfig, probes: Probes): Promise<Check | null> {
  if (!['docker', 'podman'].includes(programOf(server.command ?? ''))) return null
  const answer = await probes.docker()
  const type = 'docker_unavailable'
  if (answer.kind === 'ok') return seen('Docker', type, true, `The engine answers at ${answer.address}.`)
  return answer.kind === 'denied'
    ? seen(
        'Docker',
        type,
        false,
        `Access to ${answer.address} is denied.`,
        'Add yourself to the group "docker" and log in anew.',
      )
    : seen('Docker', type, false, 'No Docker engine answers.', 'Start Docker and check it with "docker ps".')
}

async function checkPort(object: CheckOptions['object'], probes: Probes): Promise<Check | null> {
  const port = object?.kind === 'port' ? Number(object.value) : Number.NaN
  if (!Number.isInteger(port)) return null
  if (!(await probes.isListening(port))) return seen('Port', 'port', true, `Port ${port} is free.`)
  const owner = (await probes.portOwner(port)) ?? 'another program'
  return seen('Port', 'port', false, `Port ${port} is taken by ${owner}.`, 'End that program, or choose another port.')
}

async function checkDisk(folder: string, probes: Probes): Promise<Check> {
  const bytes = await probes.freeBytes(folder)
  const text = Number.isFinite(bytes) ? `${(bytes / 1e9).toFixed(1)} GB free` : 'The free space cannot be told.'
  return seen('Disk space', 'disk_space', bytes > scarceBytes, text, 'Free some space.')
}
