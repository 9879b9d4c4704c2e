import { resolve } from 'node:path'
import { QuitRequests } from '#core/app/shutdown-requests'
import { AppError, isAppError } from '#shared/errors'
import { Disposables } from '#shared/disposable'
import type { Snapshot } from '#shared/ipc/contract'
import { parseCommandLine, UsageError, type Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import type { CliIo, Core, CoreOptions } from '../io.ts'
import { printError } from '../print.ts'
import { createServeReport, type ServeReport } from '../serve-report.ts'

export const serve: Command = {
  name: 'serve',
  summary: 'Run MCPProxy in the foreground, without a window.',
  usage: ['serve [--config FILE] [--listen HOST:PORT] [--data-dir DIR]'],
  options: [
    ['--config FILE', 'use this configuration file (default: mcp_config.json in the data folder)'],
    ['--listen HOST:PORT', 'listen here instead of where the file says'],
    ['-v, --verbose', 'show the log on stderr'],
  ],
  async run(argv, io) {
    const { values } = parseCommandLine(argv, {
      config: { type: 'string' },
      listen: { type: 'string' },
      verbose: { type: 'boolean', short: 'v', default: false },
    })
    const { listen } = values
    if (listen !== undefined && !isListenAddress(listen)) {
      throw new UsageError(`--listen must be a loopback address and port, such as 127.0.0.1:8080, not "${listen}"`)
    }
    const dataFolder = io.host.dataFolder(values['data-dir'])
    const report = createServeReport(io, values.json)
    using quit = new QuitWatch(io) // before anything comes up: a stop may be asked for at any moment
    const core = await openCore(io, quit.signal, {
      dataFolder,
      version: io.version,
      echoLog: values.verbose,
      ...(values.config === undefined ? {} : { configFile: resolve(values.config) }),
      ...(listen === undefined ? {} : { listen }),
    })
    if (core !== null) return await runUntilStopped(core, quit, report, io) // awaited: the watch lives as long
    if (!quit.signal.aborted) return exitCodes.taken
    report.stopped()
    return exitCodes.ok
  },
}

function isListenAddress(text: string): boolean {
  const port = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\]):(\d{1,5})$/.exec(text)?.[1]
  return port !== undefined && Number(port) <= 65_535
}

/** All ways in which `serve` is asked to end, as one. */
class QuitWatch implements Disposable {
  readonly #io: CliIo
  readonly #requests = new QuitRequests()
  readonly #asked = new AbortController()
  readonly #subscription: Disposable
  readonly signal = this.#asked.signal

  constructor(io: CliIo) {
    this.#io = io
    this.#subscription = io.onSignal(() => this.ask())
  }

  readonly ask = (): void => {
    const decision = this.#requests.ask(this.#io.now())
    if (decision === 'start')
      this.#asked.abort(new AppError('CANCELLED', 'MCPProxy was asked to end', { what: 'serve' }))
    if (decision === 'force') this.#io.forceExit(exitCodes.interrupted)
  };

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]()
  }
}

/** Null when the folder is somebody else's, which is said, or when the signal was aborted. */
async function openCore(io: CliIo, signal: AbortSignal, options: CoreOptions): Promise<Core | null> {
  try {
    return await io.host.createCore({ ...options, signal })
  } catch (error) {
    if (signal.aborted && error === signal.reason) return null
    if (!isAppError(error, 'DATA_FOLDER_OWNED')) throw error
    const { folder, pid } = error.details
    const owner = pid > 0 ? `process ${pid}` : 'another MCPProxy'
    const advice =
      'see it with "mcpproxy status", end it with "mcpproxy stop", or choose another folder with --data-dir'
    printError(io, `the data folder ${folder} is in use by ${owner}: ${advice}`)
    return null
  }
}

async function runUntilStopped(core: Core, quit: QuitWatch, report: ServeReport, io: CliIo): Promise<number> {
  const owned = new Disposables()
  owned.use(core.onQuitRequested(quit.ask))
  try {
    const taken = await watch(core, report, quit.signal, owned)
    await core.stop()
    if (taken !== null) {
      printError(io, taken)
      return exitCodes.taken
    }
    report.stopped()
    return report.isClean() ? exitCodes.ok : exitCodes.failed
  } finally {
    owned[Symbol.dispose]()
  }
}

/** Reports what happens until a stop is asked for; returns why it cannot run when the port is taken. */
function watch(core: Core, report: ServeReport, stop: AbortSignal, owned: Disposables): Promise<string | null> {
  return new Promise((resolveWatch, reject) => {
    let asking = false
    let again = false
    const look = async (): Promise<void> => {
      again = asking
      if (asking) return
      asking = true
      try {
        const snapshot = await core.handlers['app:snapshot']()
        report.update(snapshot)
        const taken = describeTaken(snapshot)
        if (taken !== null) resolveWatch(taken)
      } catch (error) {
        reject(error as Error)
      }
      asking = false
      if (again) await look()
    }
    owned.use(core.on('app:changed', () => void look()))
    if (stop.aborted) resolveWatch(null)
    stop.addEventListener('abort', () => resolveWatch(null), { once: true })
    void look()
  })
}

function describeTaken({ app: { endpoint } }: Snapshot): string | null {
  if (endpoint.state !== 'taken') return null
  const { host, hostname } = new URL(endpoint.url)
  const owner = endpoint.owner ?? 'another program'
  const free =
    endpoint.nextFreePort === null ? '' : `, such as --listen ${hostname}:${endpoint.nextFreePort}, which is free`
  return `${host} is taken by ${owner}: end that, or choose another address${free}`
}
