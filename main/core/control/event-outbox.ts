import type { Socket } from 'node:net'
import type { EventName, EventPayload } from '#shared/ipc/contract'

/** Bytes that may wait for a peer before its events are held back. */
const maxWaitingBytes = 1024 * 1024

/**
 * Sends events to one peer and holds them back while it is slow, in bounded memory: of the changes of state the newest
 * is kept (its `since` tells the peer that it missed some), log lines are counted and reported as missing, the rest is
 * news that can be asked for.
 */
export class EventOutbox {
  readonly #socket: Socket
  #change: EventPayload<'app:changed'> | null = null
  readonly #missed = new Map<string, number>()

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('drain', () => this.#flush())
  }

  send<K extends EventName>(name: K, payload: EventPayload<K>): void {
    if (this.#socket.writableLength <= maxWaitingBytes) this.#write(name, payload)
    else if (name === 'app:changed') this.#change = payload as EventPayload<'app:changed'> // K is that name
    else if (name === 'log:lines') {
      const { server, lines } = payload as EventPayload<'log:lines'> // K is that name
      this.#missed.set(server, (this.#missed.get(server) ?? 0) + lines.length)
    }
  }

  #flush(): void {
    if (this.#change !== null) this.#write('app:changed', this.#change)
    this.#change = null
    for (const [server, count] of this.#missed) {
      const text = `${count} lines are left out here: this reader was too slow`
      this.#write('log:lines', { server, lines: [{ at: Date.now(), level: 'warn', source: 'proxy', text }] })
    }
    this.#missed.clear()
  }

  #write<K extends EventName>(event: K, payload: EventPayload<K>): void {
    if (this.#socket.writable) this.#socket.write(`${JSON.stringify({ event, payload })}\n`)
  }
}
