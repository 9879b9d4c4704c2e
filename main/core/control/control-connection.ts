import { timingSafeEqual } from 'node:crypto'
import type { Socket } from 'node:net'
import { z } from 'zod'
import { Disposables } from '#shared/disposable'
import { AppError } from '#shared/errors'
import { events, type EventName, type EventPayload, type Handlers } from '#shared/ipc/contract'
import type { Log } from '../log/log.ts'
import { dispatch, failure } from './dispatch.ts'
import { EventOutbox } from './event-outbox.ts'
import { LineSplitter } from './split-lines.ts'

export interface ConnectionOptions {
  readonly handlers: Handlers
  readonly subscribe: <K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void) => Disposable
  /** When set, the peer must say it first: `{id, call: '$hello', input: {token}}`. */
  readonly token?: string | undefined
  readonly log: Log
  /** A peer that takes nothing of what waits for it for this long is dropped. */
  readonly stalledLimitMs?: number
}

/** Longest request, in bytes. */
const maxRequestBytes = 1024 * 1024
/** Calls of one peer at a time; reading pauses while there are as many. */
const maxCallsInFlight = 64
/** A peer that must say hello first and does not is dropped. */
const helloLimitMs = 5_000

const request = z.object({ id: z.union([z.string(), z.number()]), call: z.string(), input: z.unknown().optional() })
const subscription = z.object({ events: z.array(z.enum(Object.keys(events) as [EventName, ...EventName[]])) })

/** One peer on the control socket. */
export class ControlConnection implements Disposable {
  readonly #socket: Socket
  readonly #options: ConnectionOptions
  readonly #owned = new Disposables()
  readonly #outbox: EventOutbox
  readonly #subscribed = new Set<EventName>()
  readonly #lines = new LineSplitter(maxRequestBytes)
  #trusted: boolean
  #ending = false
  #inFlight = 0
  #queue: string[] = []

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket
    this.#options = options
    this.#trusted = options.token === undefined
    this.#outbox = new EventOutbox(socket)
    this.#owned.defer(() => socket.destroy())
    socket.on('error', () => socket.destroy()) // a peer that went away; `close` follows
    socket.on('close', () => this[Symbol.dispose]())
    socket.on('drain', () => this.#next())
    socket.on('data', chunk => this.#receive(chunk))
    socket.setTimeout(this.#trusted ? 0 : helloLimitMs, () => this.#reject('no token was given in time'))
    this.#owned.use(watchStall(socket, options.stalledLimitMs ?? 30_000))
  }

  /** Takes no more calls, answers those in flight (one of them may have asked for this end), then closes. */
  end(): void {
    this.#ending = true
    this.#queue = []
    if (this.#inFlight === 0) this.#socket.end()
  }

  [Symbol.dispose](): void {
    this.#queue = []
    this.#owned[Symbol.dispose]()
  }

  #receive(chunk: Buffer): void {
    if (this.#ending) return
    try {
      this.#queue.push(...this.#lines.push(chunk))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.#reject(error.message)
      return
    }
    this.#next()
  }

  #next(): void {
    while (this.#queue.length > 0 && this.#inFlight < maxCallsInFlight && !this.#socket.writableNeedDrain) {
      const line = this.#queue.shift() ?? ''
      this.#inFlight += 1
      void this.#answer(line).finally(() => {
        this.#inFlight -= 1
        if (this.#ending) this.end()
        else this.#next()
      })
    }
    if (this.#queue.length === 0) this.#socket.resume()
    else this.#socket.pause()
  }

  async #answer(line: string): Promise<void> {
    const parsed = request.safeParse(parseJson(line))
    if (!parsed.success) return this.#reject('that was no request of the form {"id", "call", "input"}')
    const { id, call, input } = parsed.data
    if (call === '$hello') return this.#hello(id, input)
    if (!this.#trusted) return this.#reject('the token must be given first')
    const reply = call === '$subscribe' ? this.#subscribe(input) : await this.#dispatch(call, input)
    try {
      this.#write({ id, ...reply })
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      const detail = 'the answer is nested too deeply to be written'
      this.#write({ id, ...failure(new AppError('PROTOCOL', `Control socket: ${detail}`, { detail })) })
    }
  }

  #dispatch(call: string, input: unknown) {
    return dispatch(this.#options.handlers, call, input, this.#options.log)
  }

  #hello(id: string | number, input: unknown): void {
    const given = z.object({ token: z.string() }).safeParse(input)
    const { token } = this.#options
    if (token !== undefined && !(given.success && isEqual(given.data.token, token))) return this.#reject('wrong token')
    this.#trusted = true
    this.#socket.setTimeout(0)
    this.#write({ id, ok: true })
  }

  #subscribe(input: unknown) {
    const parsed = subscription.safeParse(input)
    if (!parsed.success) {
      const channel = '$subscribe'
      return failure(new AppError('IPC_REJECTED', `Wrong input: ${z.prettifyError(parsed.error)}`, { channel }))
    }
    for (const name of parsed.data.events) {
      if (this.#subscribed.has(name)) continue
      this.#subscribed.add(name)
      this.#owned.use(this.#options.subscribe(name, payload => this.#outbox.send(name, payload)))
    }
    return { ok: true, value: undefined } as const
  }

  /** Says why, then closes: nothing after garbage can be understood. */
  #reject(reason: string): void {
    this.#queue = []
    this.#write({ id: null, ...failure(new AppError('PROTOCOL', `Control socket: ${reason}`, { detail: reason })) })
    this.#socket.end()
    this.#socket.destroySoon()
  }

  #write(message: object): void {
    if (this.#socket.writable) this.#socket.write(`${JSON.stringify(message)}\n`)
  }
}

/** Drops a peer that stops reading: what waits for it is our memory. */
function watchStall(socket: Socket, limitMs: number): Disposable {
  let seenBytes = 0
  const timer = setInterval(() => {
    const stalled = socket.writableLength > 0 && socket.bytesWritten - socket.writableLength === seenBytes
    seenBytes = socket.bytesWritten - socket.writableLength
    if (stalled) socket.destroy()
  }, limitMs)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
