import { homedir } from 'node:os'
import { access, stat } from 'node:fs/promises'
import { protocolOf, type ServerConfig } from '#shared/config'
import { runnerPackageOf } from '../../servers/package-runner.ts'
import type { Check, CheckType } from '#shared/check'
import { isTlsError } from './ask-url.ts'
import type { Probes } from './probes.ts'
import { hostAndPortOf } from './reach-host.ts'
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
  if (protocolOf(server) !== 'stdio') return [variables, ...urlChecks(server, probes)]
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

const seen = (
  name: string,
  type: CheckType,
  ok: boolean | null,
  detail: string,
  recommendation: string | null = null,
) => ({
  ...{ name, type, ok, detail },
  recommendation: ok === true ? null : recommendation,
})

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

function urlChecks(server: ServerConfig, probes: Probes): (() => Promise<Check | null>)[] {
  if (server.url === undefined || !URL.canParse(server.url)) {
    return [() => Promise.resolve(seen('URL', 'configuration', false, 'The URL cannot be read.', 'Correct "url".'))]
  }
  const url = new URL(server.url)
  const { host, port } = hostAndPortOf(url)
  return [
    async () => {
      const found = await probes.resolveHost(host)
      return found.ok
        ? seen('Name', 'dns', true, `${host} is ${found.detail}`)
        : seen(
            'Name',
            'dns',
            false,
            `${host} is not known (${found.code}).`,
            'Correct the host name, or check the network.',
          )
    },
    async () => {
      const found = await probes.reachPort(host, port)
      return found.ok
        ? seen('Connection', 'connection', true, `${host}:${port} accepts connections.`)
        : seen(
            ...(['Connection', 'connection', false, `${host}:${port} cannot be reached (${found.code}).`] as const),
            `Verify that the server runs, and check connectivity to ${url.origin}.`,
          )
    },
    async () => {
      if (url.protocol !== 'https:') return null
      const answer = await probes.askUrl(url)
      if (answer.kind === 'error' && !isTlsError(answer.code)) return null // said by the check of the connection
      return answer.kind === 'answer'
        ? seen('TLS', 'tls', true, 'The certificate is trusted.')
        : seen(
            'TLS',
            'tls',
            false,
            `${answer.message} (${answer.code})`,
            'Add the authority with network.extra_ca_file, or renew the certificate.',
          )
    },
    () => checkHttp(url, server, probes),
  ]
}

async function checkHttp(url: URL, server: ServerConfig, probes: Probes): Promise<Check | null> {
  const accept = 'text/event-stream, application/json'
  const answer = await probes.askUrl(url, { accept, ...server.headers })
  if (answer.kind === 'error') return null // said by the other checks
  const { status } = answer
  const bad: { readonly [status: number]: string } = {
    401: 'Sign in, or set the Authorization header.',
    403: 'Check what this account or token may do.',
    404: 'Check the path of the URL; servers often use /mcp or /sse.',
    407: 'Check network.https_proxy and network.no_proxy.',
    410: 'Check the path of the URL; servers often use /mcp or /sse.',
    421: "Add the host to the server's list of allowed hosts.",
    429: 'Wait: it asks for patience.',
  }
  const advice = bad[status] ?? (status >= 500 ? 'The provider has trouble: try again later.' : null)
  // A server without a stream answers GET with 405; the handshake decides.
  return seen('HTTP', 'http', advice === null, `The URL answers ${status}.`, advice)
}
