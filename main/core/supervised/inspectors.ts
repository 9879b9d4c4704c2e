import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Settings } from '#shared/config'
import { AppError } from '#shared/errors'
import type { CleanupView } from '#shared/ipc/contract'
import { sleep } from '#shared/sleep'
import type { ServerLog } from '../log/log.ts'
import { SpawnError } from '../process/spawn-owned.ts'
import { inspectorConfigFile, planInspector, type InspectorPlan } from './inspector-plan.ts'
import { waitForProbe } from './probe.ts'
import { SupervisedProcess, type Supervision } from './supervised-process.ts'

export interface InspectorParts {
  readonly supervision: Supervision
  readonly settings: () => Settings['inspector']
  /** Our endpoint's origin; null while it does not listen. */
  readonly origin: () => string | null
  /** Private temporary files go below it. */
  readonly runFolder: string
  /** `logs/inspector.log` */
  readonly log: () => ServerLog
  readonly addSecrets: (key: string, values: readonly string[]) => void
  readonly onCleanup: (record: CleanupView) => void
}

/** The first time a package runner downloads it, some 100 MB. */
const startLimitMs = 180_000

interface Running {
  readonly url: Promise<string>
  readonly abort: AbortController
  /** Resolves, never rejects, when process and files are gone. */
  readonly gone: Promise<void>
}

/** MCP Inspectors, at most one a server, started on demand and stopped with us. */
export class Inspectors {
  readonly #parts: InspectorParts
  readonly #running = new Map<string, Running>()
  #isStopping = false

  constructor(parts: InspectorParts) {
    this.#parts = parts
  }

  /** Removes what a killed earlier run left. Only for the owner of the data folder. */
  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }

  /**
   * Starts an Inspector for a known server, or finds the one that runs; resolves with its address when it answers.
   * @throws {AppError} `HELPER_FAILED` saying why, `CANCELLED` while stopping
   */
  open(server: string): Promise<string> {
    if (this.#isStopping) throw new AppError('CANCELLED', 'MCPProxy is stopping', { what: 'inspector' })
    const running = this.#running.get(server) ?? this.#start(server)
    return running.url
  }

  /** Stops all, in parallel, and removes their files. */
  async stop(): Promise<void> {
    this.#isStopping = true
    const all = [...this.#running.values()]
    for (const { abort } of all) abort.abort(new AppError('CANCELLED', 'MCPProxy is stopping', { what: 'inspector' }))
    await Promise.all(all.map(({ gone }) => gone))
  }

  get #folder(): string {
    return join(this.#parts.runFolder, 'inspector')
  }

  #start(server: string): Running {
    const abort = new AbortController()
    let answer: (url: string) => void = () => {}
    let refuse: (error: unknown) => void = () => {}
    const url = new Promise<string>((resolve, reject) => {
      answer = resolve
      refuse = reject
    })
    url.catch(() => {}) // whoever asked hears it; asking twice makes no second listener necessary
    const gone = this.#live(server, answer, abort.signal)
      .catch((error: unknown) => {
        this.#parts.log().error(`${server}: ${(error as Error).message}`)
        refuse(error)
      })
      .finally(() => this.#running.delete(server))
    const running = { url, abort, gone }
    this.#running.set(server, running)
    return running
  }

  /** One Inspector's life, from its files to their removal. */
  async #live(server: string, answer: (url: string) => void, signal: AbortSignal): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const folder = await mkdtemp(join(this.#folder, 'run-')) // 0700
    try {
      const plan = await this.#plan(server, folder)
      await writeFile(join(folder, inspectorConfigFile), plan.config, { mode: 0o600, flag: 'wx' })
      signal.throwIfAborted()
      await this.#run(server, plan, answer, signal)
    } finally {
      await rm(folder, { recursive: true, force: true })
      this.#parts.addSecrets(`inspector:${server}`, [])
    }
  }

  async #plan(server: string, folder: string): Promise<InspectorPlan> {
    const { origin, settings, addSecrets } = this.#parts
    const ours = origin()
    if (ours === null)
      throw failed(server, 'the endpoint is not listening, and the Inspector would have nothing to talk to')
    const [port, proxyPort] = await freePorts()
    const token = randomBytes(32).toString('hex')
    addSecrets(`inspector:${server}`, [token])
    const configPath = join(folder, inspectorConfigFile)
    return planInspector({ settings: settings(), server, origin: ours, port, proxyPort, token, folder, configPath })
  }

  async #run(server: string, plan: InspectorPlan, answer: (url: string) => void, signal: AbortSignal): Promise<void> {
    const { supervision, log, onCleanup } = this.#parts
    const { command, args, env } = plan
    const tail: string[] = []
    const child = await SupervisedProcess.start(
      { name: `inspector of ${server}`, command, args, env, cwd: homedir() },
      supervision,
      (source, line) => {
        log().output(source, line)
        tail.push(line)
        if (tail.length > 5) tail.shift()
      },
    ).catch((error: unknown) => {
      throw error instanceof SpawnError ? failed(server, error.message) : error
    })
    const over = new AbortController()
    const ended = child.exited.then(() => over.abort())
    try {
      const url = new URL('/', plan.url).href
      const outcome = await Promise.race([
        waitForProbe({ kind: 'http', url }, AbortSignal.any([signal, over.signal])).then(() => 'up' as const),
        sleep(startLimitMs, AbortSignal.any([signal, over.signal])).then(() => 'late' as const),
      ]).catch(() => 'over' as const)
      signal.throwIfAborted()
      if (outcome === 'late') throw failed(server, `it did not answer within ${startLimitMs / 1_000} s`)
      if (outcome === 'over') throw failed(server, `"${command}" ended with code ${child.exit?.code ?? 'none'}: ${tail.join(' ')}`) // prettier-ignore
      log().info(`${server}: up`)
      answer(plan.url)
      await Promise.race([ended, aborted(signal)])
    } finally {
      over.abort()
      const { outcome, pids, durationMs } = await child.stop()
      onCleanup({ server: `inspector of ${server}`, at: Date.now(), outcome, pids: [...pids], durationMs })
      log().info(`${server}: stopped (${outcome})`)
    }
  }
}

const failed = (server: string, why: string): AppError =>
  new AppError('HELPER_FAILED', `The MCP Inspector for "${server}" could not be started: ${why}`, { what: 'inspector' })

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** Two different ports, free a moment ago: held together, so that they differ. */
async function freePorts(): Promise<[number, number]> {
  const take = async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    return server
  }
  const [first, second] = [await take(), await take()]
  const portOf = (server: Server) => (server.address() as AddressInfo).port // it listens on TCP
  const ports: [number, number] = [portOf(first), portOf(second)]
  await Promise.all([first, second].map(server => new Promise(resolve => server.close(resolve))))
  return ports
}
