import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { Patch, ServerView, Snapshot } from '#shared/ipc/contract'
import { within } from './within.ts'

/** Follows a running core through its control socket: a mirror of its state, and waits that end on events. */
export class Control implements AsyncDisposable {
  readonly #socket: Socket
  readonly #replies = new Map<number, (reply: unknown) => void>()
  readonly #watchers = new Set<() => void>()
  #nextId = 1
  #mirror: Snapshot | null = null
  /** Every status that each server was seen in, oldest first. */
  readonly history = new Map<string, string[]>()

  private constructor(socket: Socket) {
    this.#socket = socket
    createInterface({ input: socket }).on('line', line => this.#receive(JSON.parse(line)))
  }

  static async connect(path: string): Promise<Control> {
    const socket = connect(path)
    await once(socket, 'connect')
    const control = new Control(socket)
    await control.call('$subscribe', { events: ['app:changed'] })
    control.#see(await control.call<Snapshot>('app:snapshot'))
    return control
  }

  async call<T>(call: string, input?: unknown): Promise<T> {
    const id = this.#nextId++
    const reply = new Promise<unknown>(resolve => this.#replies.set(id, resolve))
    this.#socket.write(JSON.stringify({ id, call, input }) + '\n')
    const { ok, value, error } = (await within(30_000, `reply to ${call}`, reply)) as {
      ok: boolean
      value: T
      error: { code: string; message: string }
    }
    if (!ok) throw new Error(`${error.code}: ${error.message}`)
    return value
  }

  get snapshot(): Snapshot {
    if (this.#mirror === null) throw new Error('No snapshot yet')
    return this.#mirror
  }

  server(name: string): ServerView {
    const view = this.snapshot.servers.find(server => server.name === name)
    if (view === undefined) throw new Error(`No server ${name}`)
    return view
  }

  /** Resolves as soon as the mirrored state fulfils `condition`. */
  async until(what: string, condition: (snapshot: Snapshot) => boolean, limitMs = 20_000): Promise<Snapshot> {
    let watcher: () => void = () => {}
    const fulfilled = new Promise<Snapshot>(resolve => {
      watcher = () => condition(this.snapshot) && resolve(this.snapshot)
      this.#watchers.add(watcher)
      watcher()
    })
    try {
      return await within(limitMs, what, fulfilled)
    } catch (error) {
      const seen = this.snapshot.servers.map(
        server => `${server.name}: ${server.status} (${server.lastError?.summary ?? '-'})`,
      )
      throw new Error(`${String(error)}; seen: ${seen.join('; ')}`, { cause: error })
    } finally {
      this.#watchers.delete(watcher)
    }
  }

  /** Resolves when the server is in this status. */
  async untilStatus(name: string, status: ServerView['status'], limitMs?: number): Promise<ServerView> {
    await this.until(
      `${name} to be ${status}`,
      ({ servers }) => servers.find(s => s.name === name)?.status === status,
      limitMs,
    )
    return this.server(name)
  }

  #receive(message: { id?: number; event?: string; payload?: unknown }): void {
    if (message.event === 'app:changed') this.#apply(message.payload as Patch)
    if (message.id === undefined) return
    this.#replies.get(message.id)?.(message)
    this.#replies.delete(message.id)
  }

  #apply(patch: Patch): void {
    const old = this.#mirror
    if (old === null || patch.revision <= old.revision) return
    if (patch.since !== old.revision) throw new Error(`A patch is missing between ${old.revision} and ${patch.since}`)
    const views = new Map(old.servers.map(view => [view.name, view]))
    for (const name of patch.removed) views.delete(name)
    for (const view of patch.servers) views.set(view.name, view)
    const names = patch.order ?? [...views.keys()]
    this.#see({
      revision: patch.revision,
      app: patch.app ?? old.app,
      servers: names.map(name => views.get(name)).filter(view => view !== undefined),
    })
  }

  #see(snapshot: Snapshot): void {
    this.#mirror = snapshot
    for (const { name, status } of snapshot.servers) {
      const seen = this.history.get(name) ?? []
      if (seen.at(-1) !== status) this.history.set(name, [...seen, status])
    }
    for (const watcher of [...this.#watchers]) watcher()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy()
  }
}
