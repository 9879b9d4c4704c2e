import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { protocolOf, type ServerConfig } from '#shared/config'
import { baseEnvironment } from '../process/base-environment.ts'
import { findCommand, type FoundCommand } from '../process/find-command.ts'
import { linkEvidence } from '../transports/evidence.ts'
import type { LinkEvidence } from '../transports/transport.ts'

export interface PreflightEnvironment {
  readonly current: Readonly<Record<string, string | undefined>>
  /** Asks the login shell for more, at most once. */
  login(): Promise<boolean>
}

/**
 * What files and PATH tell before an attempt: instant, without traffic. The login shell is asked only when a command
 * is not found without it.
 *
 * @param server - expanded
 * @returns what would go wrong, or null
 */
export async function preflight(server: ServerConfig, environment: PreflightEnvironment): Promise<LinkEvidence | null> {
  if (protocolOf(server) !== 'stdio' || server.command === undefined) return null
  const folder = server.working_dir
  if (folder !== undefined) {
    const kind = await kindOf(folder)
    if (kind !== 'folder') {
      const wrong = kind === 'none' ? 'does not exist' : 'is not a folder'
      return linkEvidence({ errorCode: 'ENOTDIR', message: `The working directory "${folder}" ${wrong}.` })
    }
  }
  const command = server.command
  const look = (): Promise<FoundCommand> =>
    findCommand(command, { env: baseEnvironment(environment.current, server.env, null), cwd: folder ?? homedir() })
  let found = await look()
  if (found.kind === 'missing' && (await environment.login())) found = await look()
  if (found.kind === 'found') return null
  return found.kind === 'missing'
    ? linkEvidence({ errorCode: 'ENOENT', message: `The command "${command}" was not found.` })
    : linkEvidence({ errorCode: 'EACCES', message: `${found.path} is there but may not be run.` })
}

async function kindOf(path: string): Promise<'folder' | 'file' | 'none'> {
  const stats = await stat(path).catch(() => null)
  if (stats === null) return 'none'
  return stats.isDirectory() ? 'folder' : 'file'
}
