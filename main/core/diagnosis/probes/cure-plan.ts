import { homedir } from 'node:os'
import { access, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { categories, type Category } from '#shared/categories'
import type { ServerConfig } from '#shared/config'
import type { Suspension } from '#shared/status'
import type { ReportedFailure } from '../../servers/dependencies.ts'
import { fingerprintOf } from './interpreter-version.ts'
import type { Probes } from './probes.ts'
import { hostAndPortOf } from './reach-host.ts'
import { scriptOf } from './script-of.ts'

/** How it can be seen that a cause is gone: by a state, or by a change of something. */
export type CurePlan =
  | { readonly kind: 'state'; readonly isCured: (probes: Probes) => Promise<boolean> }
  | { readonly kind: 'change'; readonly fingerprint: (probes: Probes) => Promise<string> }

type Concrete = Suspension['object']

/**
 * The cure probe of a cause for one server, or null when nothing on this machine tells that it is gone.
 *
 * @param server - expanded, so that paths and addresses are real
 * @param object - what the cause is about, where the diagnosis named it
 */
export function curePlanOf(category: Category, server: ServerConfig, object: Concrete): CurePlan | null {
  const folder = server.working_dir ?? homedir()
  const state = (isCured: (probes: Probes) => Promise<boolean>): CurePlan => ({ kind: 'state', isCured })
  const change = (...paths: readonly string[]): CurePlan => ({
    kind: 'change',
    fingerprint: async () => (await Promise.all(paths.map(fingerprintOf))).join('\n'),
  })
  const url = server.url !== undefined && URL.canParse(server.url) ? new URL(server.url) : null
  const path = object?.kind === 'path' || object?.kind === 'file' ? resolve(folder, object.value) : null
  const script = scriptOf(server, folder)
  const { command } = server
  switch (categories[category].cureProbe) {
    case 'command in PATH': {
      const wanted = object?.kind === 'command' ? object.value : command
      return wanted === undefined
        ? null
        : state(async probes => (await probes.findCommand(server, wanted)).kind === 'found')
    }
    case 'directory exists': {
      if (category === 'node_module_not_found') return change(...moduleFolders(folder, script))
      const wanted = server.working_dir ?? path
      return wanted === null ? null : state(async () => isFolder(wanted))
    }
    case 'file exists':
    case 'path exists':
    case 'path accessible': {
      const wanted = path ?? (category === 'entrypoint_missing' ? script : null)
      if (wanted !== null) return state(() => isAccessible(wanted))
      return command === undefined || category !== 'permission_denied'
        ? null
        : state(async probes => (await probes.findCommand(server, command)).kind === 'found')
    }
    case 'cache entry gone':
      return path === null ? null : state(async () => !(await isAccessible(path)))
    case 'file changed': {
      const wanted =
        path ?? (category === 'exec_format' && command !== undefined && isAbsolute(command) ? command : null)
      return wanted === null ? null : change(wanted)
    }
    case 'interpreter changed':
      if (command === undefined) return null
      return {
        kind: 'change',
        fingerprint: async probes => {
          const found = await probes.findCommand(server, command)
          return found.kind === 'missing' ? 'none' : fingerprintOf(found.path)
        },
      }
    case 'host:port answers': {
      const place = url === null ? placeOf(object) : hostAndPortOf(url)
      return place === null ? null : state(async probes => (await probes.reachPort(place.host, place.port)).ok)
    }
    case 'name resolves':
      return url === null ? null : state(async probes => (await probes.resolveHost(hostAndPortOf(url).host)).ok)
    case 'handshake':
      return url === null ? null : state(async probes => (await probes.askUrl(url)).kind === 'answer')
    case 'port free': {
      const port = object?.kind === 'port' ? Number(object.value) : Number.NaN
      return Number.isInteger(port) ? state(async probes => !(await probes.isListening(port))) : null
    }
    case 'engine ping':
      return state(async probes => (await probes.docker()).kind === 'ok')
    case 'image present': {
      const image = object?.kind === 'image' ? object.value : null
      return image === null ? null : state(async probes => (await probes.hasImage(image)) === true)
    }
    case 'free space':
      return state(async probes => (await probes.freeBytes(folder)) > 200_000_000)
    default:
      return null // an edit, a sign-in, or nothing to watch
  }
}

/** Whether something can be looked at to see that the cause of this failure is gone. */
export function canLookForCure({ server, diagnosis: { category, object } }: ReportedFailure): boolean {
  return curePlanOf(category, server, object ?? undefined) !== null
}

/** Where `require` and `import` would look. */
function moduleFolders(folder: string, script: string | null): string[] {
  const from = script === null ? [folder] : [folder, dirname(script), dirname(dirname(script))]
  return [...new Set(from)].map(place => join(place, 'node_modules'))
}

function placeOf(object: Concrete): { host: string; port: number } | null {
  const [, host, port] = /^(?:([\w.-]+):)?(\d{1,5})$/.exec(object?.value ?? '') ?? []
  return port === undefined || !['port', 'host', 'url'].includes(object?.kind ?? '')
    ? null
    : { host: host ?? '127.0.0.1', port: Number(port) }
}

const isFolder = (path: string) =>
  stat(path).then(
    found => found.isDirectory(),
    () => false,
  )
const isAccessible = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
