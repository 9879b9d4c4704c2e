import { randomUUID } from 'node:crypto'
import { Emitter } from '#shared/emitter'
import type { Scope } from './catalogue.ts'
import { ClientSession } from './client-session.ts'

export interface SessionLimits {
  /** Without traffic and without an open stream, in milliseconds. */
  readonly idleMs: number
  readonly max: number
}

export const defaultSessionLimits: SessionLimits = { idleMs: 30 * 60_000, max: 1_000 }

/** All client sessions. The ids are secrets: 122 random bits. */
export class SessionStore implements Disposable {
  readonly #limits: SessionLimits
  readonly #sessions = new Map<string, ClientSession>()
  readonly #ended = new Emitter<ClientSession>()
  readonly onEnded = this.#ended.on

  constructor(limits: SessionLimits = defaultSessionLimits) {
    this.#limits = limits
  }

  create(scope: Scope, protocolVersion: string): ClientSession {
    if (this.#sessions.size >= this.#limits.max) this.#evict()
    const session = new ClientSession(randomUUID(), scope, protocolVersion)
    this.#sessions.set(session.id, session)
    return session
  }

  /** A session is known on its own endpoint only. */
  get(id: string, scope: Scope): ClientSession | undefined {
    const session = this.#sessions.get(id)
    return session?.scope === scope ? session : undefined
  }

  get size(): number {
    return this.#sessions.size
  }

  [Symbol.iterator](): IterableIterator<ClientSession> {
    return this.#sessions.values()
  }

  end(session: ClientSession, why: string): void {
    if (!this.#sessions.delete(session.id)) return
    session.end(why)
    this.#ended.emit(session)
  }

  /** Called about once a second: keeps streams alive, ends sessions that nobody uses. */
  sweep(nowAt: number): void {
    for (const session of this.#sessions.values()) {
      session.stream.keepAlive(nowAt)
      if (!session.isIdle) session.lastUsedAt = nowAt
      else if (nowAt - session.lastUsedAt > this.#limits.idleMs) this.end(session, 'The session was idle for too long')
    }
  }

  [Symbol.dispose](): void {
    for (const session of this.#sessions.values()) this.end(session, 'MCPProxy is shutting down')
    this.#ended[Symbol.dispose]()
  }

  /** Makes room: the longest unused session goes, one that is in use only when all are. */
  #evict(): void {
    const sessions = [...this.#sessions.values()].sort(
      (a, b) => Number(b.isIdle) - Number(a.isIdle) || a.lastUsedAt - b.lastUsedAt,
    )
    const [oldest] = sessions
    if (oldest !== undefined) this.end(oldest, 'Too many sessions: the longest unused one was ended')
  }
}
