import { randomUUID } from 'node:crypto'
import type { Category } from '#shared/categories'
import type { ServerConfig } from '#shared/config'

/** Failures for one cause that lie closer together than this belong to one incident. */
const togetherMs = 120_000

/** Causes that lie in the machine or its network, whichever server meets them. */
const machineWide: ReadonlySet<Category> = new Set<Category>([
  ...(['disk_full', 'os_resource_limit', 'out_of_memory', 'proxy_error', 'registry_unreachable'] as const),
  ...(['docker_daemon_down', 'docker_socket_permission'] as const),
])
/** Causes of a program that several servers start with. */
const ofCommand: ReadonlySet<Category> = new Set<Category>([
  ...(['command_not_found', 'path_not_inherited', 'node_version_mismatch', 'python_version_mismatch'] as const),
])
/** Causes of a host that several servers are reached through. */
const ofHost: ReadonlySet<Category> = new Set<Category>([
  ...(['connection_refused', 'dns_failure', 'network_timeout', 'connection_reset', 'tls_cert_untrusted'] as const),
  ...(['tls_cert_invalid', 'tls_protocol_mismatch', 'upstream_5xx', 'rate_limited'] as const),
])

/** What makes two failures the same cause; a server's own trouble is shared with nobody. Pure. */
export function causeOf(category: Category, { name, command, url }: ServerConfig): string {
  if (machineWide.has(category)) return category
  if (ofCommand.has(category) && command !== undefined) return `${category} ${command}`
  if (ofHost.has(category) && url !== undefined && URL.canParse(url)) return `${category} ${new URL(url).host}`
  return `${category} of ${name}`
}

/** Gives failures of the same cause at the same time one id, so that people hear of them once. */
export class Incidents {
  readonly #newId: () => string
  readonly #open = new Map<string, { id: string; lastAt: number }>()

  constructor(newId: () => string = randomUUID) {
    this.#newId = newId
  }

  idFor(category: Category, server: ServerConfig, at: number): string {
    for (const [cause, { lastAt }] of this.#open) if (at - lastAt > togetherMs) this.#open.delete(cause)
    const cause = causeOf(category, server)
    const incident = this.#open.get(cause) ?? { id: this.#newId(), lastAt: at }
    incident.lastAt = at
    this.#open.set(cause, incident)
    return incident.id
  }
}
