import { access, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import type { Category } from '#shared/categories'
import { protocolOf, type ServerConfig } from '#shared/config'
import { baseEnvironment } from '../process/base-environment.ts'
import { findCommand, type FoundCommand } from '../process/find-command.ts'
import { linkEvidence } from '../transports/evidence.ts'
import type { LinkEvidence } from '../transports/transport.ts'
import type { Diagnosis, DiagnosedObject } from './evidence.ts'
import { scriptOf } from './probes/script-of.ts'

export interface PreflightEnvironment {
  readonly current: Readonly<Record<string, string | undefined>>
  /** Asks the login shell for more, at most once. */
  login(): Promise<boolean>
}

/** What is known beforehand, exactly: nothing has to be started to find out. */
export interface KnownTrouble {
  readonly evidence: LinkEvidence
  readonly diagnosis: Diagnosis
}

/**
 * What files and PATH tell before an attempt: instant, without traffic. The login shell is asked only when a command
 * is not found without it.
 *
 * @param server - expanded
 * @returns what would go wrong, or null
 */
export async function preflight(server: ServerConfig, environment: PreflightEnvironment): Promise<KnownTrouble | null> {
  if (protocolOf(server) !== 'stdio' || server.command === undefined) return null
  return (
    (await checkFolder(server.working_dir)) ??
    (await checkCommand(server, server.command, environment)) ??
    (await checkScript(server))
  )
}

async function checkFolder(folder: string | undefined): Promise<KnownTrouble | null> {
  if (folder === undefined) return null
  const found = await stat(folder).catch(() => null)
  if (found?.isDirectory() === true) return null
  const wrong = found === null ? 'does not exist' : 'is not a folder'
  return trouble('working_dir_missing', `The working directory "${folder}" ${wrong}.`, 'ENOTDIR', {
    object: { kind: 'path', value: folder },
    recommendation: `Create it (mkdir -p "${folder}"), or correct "working_dir".`,
  })
}

async function checkCommand(
  server: ServerConfig,
  command: string,
  environment: PreflightEnvironment,
): Promise<KnownTrouble | null> {
  const place = () => ({
    env: baseEnvironment(environment.current, server.env, null),
    cwd: server.working_dir ?? homedir(),
  })
  const look = (): Promise<FoundCommand> => findCommand(command, place())
  let found = await look()
  if (found.kind === 'missing' && (await environment.login())) found = await look()
  if (found.kind === 'found') return null
  if (found.kind === 'not-executable') {
    return trouble('permission_denied', `${found.path} is there but may not be run.`, 'EACCES', {
      object: { kind: 'file', value: found.path },
      recommendation: `Make it executable: chmod +x "${found.path}".`,
    })
  }
  const [first = '', ...rest] = command.trim().split(/\s+/)
  if (rest.length > 0 && (await findCommand(first, place())).kind === 'found') {
    const args = JSON.stringify([...rest, ...server.args])
    return trouble('invalid_args', `"command" holds a whole command line: "${command}".`, 'ENOENT', {
      object: { kind: 'argument', value: command },
      recommendation: `Set "command" to "${first}" and "args" to ${args}.`,
    })
  }
  return trouble('command_not_found', `The command "${command}" was not found.`, 'ENOENT', {
    object: { kind: 'command', value: command },
    recommendation: `Install ${command}, or correct PATH or "command".`,
  })
}

async function checkScript(server: ServerConfig): Promise<KnownTrouble | null> {
  const script = scriptOf(server, server.working_dir ?? homedir())
  if (script === null) return null
  // Node also takes a folder, and a file without its extension.
  const candidates = [script, `${script}.js`, `${script}.json`]
  const there = await Promise.all(candidates.map(path => access(path).then(...yesOrNo)))
  if (there.some(Boolean)) return null
  return trouble('entrypoint_missing', `The program file ${script} does not exist.`, 'ENOENT', {
    object: { kind: 'file', value: script },
    recommendation: 'Build it, or correct its path in "args".',
  })
}

const yesOrNo = [() => true, () => false] as const

function trouble(
  category: Category,
  summary: string,
  errorCode: string,
  { object, recommendation }: { readonly object: DiagnosedObject; readonly recommendation: string },
): KnownTrouble {
  return {
    evidence: linkEvidence({ errorCode, message: summary }),
    diagnosis: { category, confidence: 1, summary, recommendation, object, recommendations: [recommendation] },
  }
}
