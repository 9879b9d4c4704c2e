import { connect, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { z } from 'zod'
import { Emitter } from '#shared/emitter'
import { AppError, type ErrorDetails } from '#shared/errors'
import {
  calls,
  events,
  type CallInput,
  type CallName,
  type EventName,
  type EventPayload,
  type Output,
} from '#shared/ipc/contract'
import { LineSplitter } from './split-lines.ts'

export interface ConnectOptions {
  /** Bound of connecting and of each call that names no other. */
  readonly timeoutMs: number
  readonly token?: string | undefined
}

/** Longest answer: a tool's result may be large, but not all of memory. */
const maxAnswerBytes = 256 * 1024 * 1024

const answer = z.union([
  z.object({ event: z.string(), payload: z.unknown().optional() }),
  z.object({ id: z.number().nullable(), ok: z.literal(true), value: z.unknown().optional() }),
  z.object({
    id: z.number().nullable(),
    ok: z.literal(false),
    error: z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() }),
  }),
])

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

/** The other end of {@link ControlServer}. */
export class ControlClient implements Disposable {
  readonly #socket: Socket
  readonly #path: string
  readonly #timeoutMs: number
  readonly #lines = new LineSplitter(maxAnswerBytes)
  readonly #pending = new Map<number, Pending>()
  readonly #subscribed = new Set<EventName>()
  readonly #told = new Emitter<{ readonly name: string; readonly payload: unknown }>()
  readonly #closed = new Emitter<Error>()
  #end: Error | null = null
  #lastId = 0
  /** Fires once, when the connection ends though nobody disposed of it. */
  readonly onClose = this.#closed.on

  private constructor(socket: Socket, path: string, timeoutMs: number) {
    this.#socket = socket
    this.#path = path
    this.#timeoutMs = timeoutMs
    socket.on('data', chunk => this.#receive(chunk))
    socket.on('error', () => {}) // `close` follows and tells
    socket.on('close', () => this.#finish(gone(path)))
  }

  /** @throws {AppError} `NO_OWNER` when nobody answers, `TIMEOUT`, `PROTOCOL` for a wrong token */
  static async connect(path: string, options: ConnectOptions): Promise<ControlClient> {
    const client = new ControlClient(await openSocket(path, options.timeoutMs), path, options.timeoutMs)
    if (options.token === undefined) return client
    try {
      await client.#request('$hello', { token: options.token }, options.timeoutMs)
      return client
    } catch (error) {
      client[Symbol.dispose]()
      throw error
    }
  }

  /** @throws {AppError} the other side's failure, `TIMEOUT`, or `NO_OWNER` when it went away meanwhile */
  async call<K extends CallName>(
    name: K,
    input: CallInput<K>,
    options: { timeoutMs?: number } = {},
  ): Promise<Output<K>> {
    const value = await this.#request(name, input, options.timeoutMs ?? this.#timeoutMs)
    const parsed = calls[name].output.safeParse(value)
    if (!parsed.success) throw mismatch(`the answer to ${name}`)
    return parsed.data as Output<K> // parsed by the entry of that name
  }

  /** Listens to an event of the contract; subscribes at the other side with the first listener. */
  async on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): Promise<Disposable> {
    const subscription = this.#told.on(told => {
      if (told.name === name) listener(told.payload as EventPayload<K>) // parsed by the entry of that name
    })
    if (!this.#subscribed.has(name)) {
      this.#subscribed.add(name)
      await this.#request('$subscribe', { events: [name] }, this.#timeoutMs)
    }
    return subscription
  }

  [Symbol.dispose](): void {
    this.#closed[Symbol.dispose]()
    this.#finish(gone(this.#path))
    this.#socket.destroy()
  }

  #request(call: string, input: unknown, timeoutMs: number): Promise<unknown> {
    if (this.#end !== null) return Promise.reject(this.#end)
    const id = (this.#lastId += 1)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id)
        const details = { what: call, limitMs: timeoutMs }
        reject(new AppError('TIMEOUT', `MCPProxy did not answer ${call} within ${timeoutMs / 1_000} s`, details))
      }, timeoutMs)
      this.#pending.set(id, { resolve, reject, timer })
      this.#socket.write(`${JSON.stringify({ id, call, input })}\n`)
    })
  }

  #receive(chunk: Buffer): void {
    try {
      for (const line of this.#lines.push(chunk)) this.#take(line)
    } catch (error) {
      this.#finish(error instanceof AppError ? error : mismatch('what it sent'))
      this.#socket.destroy()
    }
  }

  #take(line: string): void {
    const message = answer.parse(JSON.parse(line))
    if ('event' in message) return this.#tell(message.event, message.payload)
    if (message.ok) return this.#settle(message.id, pending => pending.resolve(message.value))
    const error = failureOf(message.error)
    if (message.id === null) this.#finish(error)
    this.#settle(message.id, pending => pending.reject(error))
  }

  #tell(name: string, payload: unknown): void {
    if (!Object.hasOwn(events, name)) return // an event that this version does not know
    this.#told.emit({ name, payload: events[name as EventName].parse(payload) })
  }

  #settle(id: number | null, settle: (pending: Pending) => void): void {
    const pending = id === null ? undefined : this.#pending.get(id)
    if (id === null || pending === undefined) return // late: its caller has given up
    clearTimeout(pending.timer)
    this.#pending.delete(id)
    settle(pending)
  }

  #finish(error: Error): void {
    if (this.#end !== null) return
    this.#end = error
    for (const id of this.#pending.keys()) this.#settle(id, pending => pending.reject(error))
    this.#closed.emit(error)
  }
}

function openSocket(path: string, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    const fail = (error: Error) => {
      socket.destroy()
      reject(error)
    }
    socket.setTimeout(timeoutMs, () =>
      fail(new AppError('TIMEOUT', `Nobody answered on ${path}`, { what: 'connecting', limitMs: timeoutMs })),
    )
    socket.once('error', error => fail(gone(path, error)))
    socket.once('connect', () => {
      socket.setTimeout(0)
      socket.removeAllListeners('timeout')
      socket.removeAllListeners('error')
      resolve(socket)
    })
  })
}

const gone = (path: string, cause?: Error) =>
  new AppError('NO_OWNER', 'No MCPProxy answers', { folder: dirname(path) }, cause === undefined ? {} : { cause })

function mismatch(what: string): AppError {
  const detail = `${what} is not what this version expects`
  return new AppError('PROTOCOL', `The running MCPProxy is of another version: ${detail}; restart it`, { detail })
}

/** The failure as the other side threw it. A code that this version does not know keeps its message. */
function failureOf(error: { code: string; message: string; details?: unknown }): AppError {
  return new AppError(error.code as keyof ErrorDetails, error.message, error.details as never) // the other side's own AppError
}
