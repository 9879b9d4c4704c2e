import type { Category } from '#shared/categories'
import type { ServerConfig, Settings } from '#shared/config'
import type { Subscribe } from '#shared/emitter'
import type { Suspension } from '#shared/status'
import type { CurePlan } from '../diagnosis/probes/cure-plan.ts'
import type { Probes } from '../diagnosis/probes/probes.ts'
import type { Log } from '../log/log.ts'
import type { ServerActor } from '../servers/server-actor.ts'
import type { AutoDisable } from './failure-policy.ts'
import { cureSignOf, mayReturn } from './recovery-times.ts'

type Actor = Pick<
  ServerActor,
  'name' | 'server' | 'wanted' | 'facts' | 'runtime' | 'details' | 'comeBack' | 'amendSuspension'
>

export interface RecoveryOptions {
  readonly servers: { readonly actors: readonly Actor[]; readonly onChange: Subscribe<unknown> }
  readonly settings: () => Settings
  readonly policy: Pick<AutoDisable, 'waitMs'>
  readonly planOf: (category: Category, server: ServerConfig, object: Suspension['object']) => CurePlan | null
  readonly probes: Probes
  /** Replaces references; null while some are unset. */
  readonly expand: (server: ServerConfig) => Promise<ServerConfig | null>
  readonly log: Log
}

/** Looks at suspended servers when it is time, and lets those try again whose cause is gone. A disabled server is never touched. */
export class Recovery implements AsyncDisposable {
  readonly #options: RecoveryOptions
  readonly #startedAt = Date.now()
  readonly #subscription: Disposable
  /** Servers that are being looked at. */
  readonly #looking = new Map<string, Promise<void>>()
  #timer: NodeJS.Timeout | null = null
  #dueAt = Infinity
  #ended = false

  constructor(options: RecoveryOptions) {
    this.#options = options
    this.#subscription = options.servers.onChange(() => this.#schedule())
    this.#schedule()
  }

  /** The settings were edited. */
  refresh(): void {
    this.#schedule()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true
    this.#subscription[Symbol.dispose]()
    if (this.#timer !== null) clearTimeout(this.#timer)
    await Promise.all(this.#looking.values())
  }

  #schedule(): void {
    if (this.#ended) return
    let dueAt = Infinity
    for (const actor of this.#held()) {
      const { suspension } = actor.facts
      if (suspension === null || this.#looking.has(actor.name)) continue
      const needsBaseline = suspension.watched === undefined && this.#planOf(actor, suspension)?.kind === 'change'
      dueAt = Math.min(dueAt, needsBaseline ? 0 : (suspension.nextProbeAt ?? 0))
    }
    if (dueAt === this.#dueAt) return
    this.#dueAt = dueAt
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (dueAt === Infinity) return
    this.#timer = setTimeout(() => this.#look(), Math.min(Math.max(0, dueAt - Date.now()), 3_600_000))
  }

  /** Suspended servers that the user wants to run and that do not try at this moment. */
  #held(): readonly Actor[] {
    if (this.#options.settings().auto_disable.recovery !== 'auto') return []
    const isAtRest = ({ runtime }: Actor) => runtime.kind === 'idle' || runtime.kind === 'failed'
    return this.#options.servers.actors.filter(actor => {
      return actor.wanted && actor.server.enabled && actor.facts.suspension !== null && isAtRest(actor)
    })
  }

  #look(): void {
    this.#dueAt = Infinity
    this.#timer = null
    for (const actor of this.#held()) {
      const { suspension } = actor.facts
      if (suspension === null || this.#looking.has(actor.name)) continue
      const done = this.#lookAt(actor, suspension)
        .catch((error: unknown) => {
          this.#options.log.error('Looking at a suspended server failed', { server: actor.name, error })
          actor.amendSuspension(suspension.sinceAt, {
            nextProbeAt: Date.now() + this.#options.policy.waitMs('attempt', 0),
          })
        })
        .finally(() => {
          this.#looking.delete(actor.name)
          this.#schedule()
        })
      this.#looking.set(actor.name, done)
    }
    this.#schedule()
  }

  async #lookAt(actor: Actor, suspension: Suspension): Promise<void> {
    const { policy, probes, log } = this.#options
    const plan = await this.#expandedPlan(actor, suspension)
    if (suspension.watched === undefined && this.#planOf(actor, suspension)?.kind === 'change') {
      const watched = plan?.kind === 'change' ? await plan.fingerprint(probes) : 'unknown'
      return actor.amendSuspension(suspension.sinceAt, { watched })
    }
    const sign = cureSignOf(suspension.category as Category, plan !== null) // written by the policy
    if (suspension.nextProbeAt === undefined) {
      const nextProbeAt = Date.now() + policy.waitMs(sign, suspension.repeats ?? 0) // recovery was switched on
      return actor.amendSuspension(suspension.sinceAt, { nextProbeAt })
    }
    if (suspension.nextProbeAt > Date.now()) return
    const cured = plan === null ? null : await isCured(plan, suspension, probes)
    if (this.#ended || actor.facts.suspension?.sinceAt !== suspension.sinceAt) return
    const lastAttemptAt = Math.max(actor.details.lastAttemptAt ?? this.#startedAt, suspension.sinceAt)
    const at = Date.now()
    // Told before it tries: should it fail, the policy sets a later time.
    actor.amendSuspension(suspension.sinceAt, { nextProbeAt: at + policy.waitMs(sign, suspension.repeats ?? 0) })
    if (!mayReturn({ sign, cured, at, lastAttemptAt })) return
    if (actor.comeBack()) log.info(`${actor.name}: tries again${cured === true ? ', its cause seems to be gone' : ''}`)
  }

  async #expandedPlan(actor: Actor, suspension: Suspension): Promise<CurePlan | null> {
    const server = await this.#options.expand(actor.server)
    return server === null ? null : this.#options.planOf(suspension.category as Category, server, suspension.object)
  }

  /** Without references replaced: enough to tell the kind. */
  #planOf(actor: Actor, suspension: Suspension): CurePlan | null {
    return this.#options.planOf(suspension.category as Category, actor.server, suspension.object)
  }
}

async function isCured(plan: CurePlan, { watched }: Suspension, probes: Probes): Promise<boolean> {
  return plan.kind === 'state' ? plan.isCured(probes) : (await plan.fingerprint(probes)) !== watched
}
