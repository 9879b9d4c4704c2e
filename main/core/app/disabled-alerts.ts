import type { Subscribe } from '#shared/emitter'
import type { Suspended } from '../policy/failure-policy.ts'
import type { ServerActor } from '../servers/server-actor.ts'
import type { Alerts } from './alerts.ts'

interface Incident {
  readonly names: Set<string>
  readonly reason: string
  readonly summary: string
}

export interface DisabledAlertsParts {
  readonly alerts: Alerts
  readonly onSuspended: Subscribe<Suspended>
  readonly servers: { readonly actors: readonly ServerActor[]; readonly onChange: Subscribe<unknown> }
}

/** One alert an incident, however many servers it disabled; gone when the last of them is back. */
export class DisabledAlerts implements Disposable {
  readonly #parts: DisabledAlertsParts
  readonly #incidents = new Map<string, Incident>()
  readonly #subscriptions: readonly Disposable[]

  constructor(parts: DisabledAlertsParts) {
    this.#parts = parts
    this.#subscriptions = [parts.onSuspended(news => this.#add(news)), parts.servers.onChange(() => this.#update())]
  }

  [Symbol.dispose](): void {
    for (const subscription of this.#subscriptions) subscription[Symbol.dispose]()
  }

  #add({ failure: { server, diagnosis }, suspension }: Suspended): void {
    const id = suspension.incidentId ?? server.name
    const incident = this.#incidents.get(id) ?? {
      names: new Set<string>(),
      reason: suspension.reason,
      summary: diagnosis.summary,
    }
    incident.names.add(server.name)
    this.#incidents.set(id, incident)
    this.#show(id, incident)
  }

  #update(): void {
    if (this.#incidents.size === 0) return
    const held = new Set(
      this.#parts.servers.actors
        .filter(({ facts, server }) => facts.suspension !== null && server.enabled)
        .filter(({ runtime }) => runtime.kind !== 'ready')
        .map(({ name }) => name),
    )
    for (const [id, incident] of this.#incidents) {
      const before = incident.names.size
      for (const name of incident.names) if (!held.has(name)) incident.names.delete(name)
      if (incident.names.size === before) continue
      if (incident.names.size > 0) this.#show(id, incident)
      else {
        this.#incidents.delete(id)
        this.#parts.alerts.clear(keyOf(id))
      }
    }
  }

  #show(id: string, { names, reason, summary }: Incident): void {
    const [first = '', ...others] = names
    const message =
      others.length === 0
        ? `${first} was auto-disabled: ${reason}. ${summary}`
        : `${names.size} servers were auto-disabled for the same cause (${[...names].join(', ')}): ${summary}`
    this.#parts.alerts.raise(keyOf(id), 'suspended', message, others.length === 0 ? first : null)
  }
}

const keyOf = (incident: string) => `suspended:${incident}`
