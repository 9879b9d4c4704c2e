import { AsyncDisposables } from '#shared/disposable'
import { Emitter, type Subscribe } from '#shared/emitter'
import type { CleanupView, EventName, EventPayload, Handlers } from '#shared/ipc/contract'
import { AppState } from './app/app-state.ts'
import { Endpoint } from './app/endpoint.ts'
import { FailureCare } from './app/failure-care.ts'
import { layFoundation } from './app/foundation.ts'
import { createHandlers } from './app/handlers.ts'
import { LineFeed } from './app/line-feed.ts'
import { Operations } from './app/operations.ts'
import { createServerDependencies } from './app/server-dependencies.ts'
import { ShutdownCoordinator } from './app/shutdown-coordinator.ts'
import { refuseWhileStopping } from './app/shutdown-handlers.ts'
import { verifyNothingLeft } from './app/shutdown-leftovers.ts'
import { callGraceMs } from './app/shutdown-plan.ts'
import { describeCleanup } from './app/shutdown-report.ts'
import { SnapshotPublisher } from './app/snapshot-publisher.ts'
import { createControlAddress } from './control/control-address.ts'
import { ControlServer } from './control/control-server.ts'
import type { Log } from './log/log.ts'
import { Power, type PowerEvents } from './power/power.ts'
import { WakeNotice } from './power/wake-notice.ts'
import { ProxyServer } from './proxy/proxy-server.ts'
import { ConnectionManager } from './servers/connection-manager.ts'
import { SupervisedPrograms } from './supervised/supervised-programs.ts'

export interface CoreOptions {
  /** Everything of this core lies here; one owner at a time. */
  readonly dataFolder: string
  /** Instead of `mcp_config.json` in the data folder. */
  readonly configFile?: string
  /** Instead of `listen` in the configuration, such as `127.0.0.1:9000`. */
  readonly listen?: string
  readonly version: string
  /** Shows the log on stderr too. */
  readonly echoLog?: boolean
  /** Started from a desktop, which does not pass on what the login shell sets: ask it at once, not only when something is missing. */
  readonly askLoginShell?: boolean
  /** Aborting while it comes up takes down what is up already; afterwards {@link Core.stop} is the way. */
  readonly signal?: AbortSignal
}

/** A running core. Disposing is the same as {@link stop}. */
export interface Core extends AsyncDisposable {
  readonly handlers: Handlers
  on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): Disposable
  /** Somebody asked through the contract that the whole application ends. */
  readonly onQuitRequested: Subscribe<void>
  /** `logs/main.log`, for what happens around the core. */
  readonly log: Log
  /** Refuses new calls, lets those in flight end, stops all servers and verifies it, then closes everything. Once. */
  stop(): Promise<void>
  /** A stop ends within this time, in milliseconds, whatever hangs. */
  readonly stopDeadlineMs: number
  /** Whoever hears of sleep and network tells it here. */
  readonly power: PowerEvents
}

/**
 * Builds the graph and brings it up: lock, logs, state, configuration, endpoint, servers, control socket.
 * The port answers before the first server is started.
 *
 * @throws {AppError} `DATA_FOLDER_OWNED`, `DATA_FOLDER_UNUSABLE`; the signal's reason when it was aborted. A taken port is no error but a state of the endpoint.
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  const owned = new AsyncDisposables()
  try {
    return await bringUp(options, owned)
  } catch (error) {
    await owned[Symbol.asyncDispose]()
    throw error
  }
}

async function bringUp(options: CoreOptions, owned: AsyncDisposables): Promise<Core> {
  const goOn = () => options.signal?.throwIfAborted()
  const { folder, alerts, logs, config, state, environment, network, runId, table, cleaner } = await layFoundation(
    options,
    owned,
  )
  const { custody } = cleaner
  const { version } = options
  const care = owned.use(new FailureCare({ config, state, environment, network }))
  const power = owned.use(new Power(logs.main))
  const dependencies = createServerDependencies({
    ...{ config, environment, network, logs, state, table, custody, power, runId, version },
    ...care.hooks,
  })
  const servers = owned.use(new ConnectionManager(dependencies))
  const operations = owned.use(new Operations({ alerts, config, servers, dependencies, care, folder }))
  const endpoint = new Endpoint(
    () => new ProxyServer({ upstreams: servers, log: logs.main, version: options.version, describe }),
  )
  owned.use(endpoint)
  const cleanup = () => config.current.settings.resource_cleanup
  const tellCleanup = (record: CleanupView) => {
    const problem = describeCleanup(record, cleanup().verify_cleanup)
    if (problem !== null) alerts.raise(`leak:${record.server}`, 'leak', problem, record.server)
  }
  const programs = new SupervisedPrograms({
    ...{ logs, alerts, runFolder: folder.run },
    supervision: dependencies.supervision,
    expand: dependencies.expand,
    settings: () => config.current.settings,
    origin: () => (endpoint.view.state === 'listening' ? new URL(endpoint.view.url).origin : null),
    onCleanup: record => {
      state.recordCleanup(record)
      tellCleanup(record)
    },
  })
  await programs.inspectors.clear()
  const shutdown = new ShutdownCoordinator({
    settings: cleanup,
    log: logs.main,
    onProblem: (phase, message) => alerts.raise(`stop:${phase}`, 'internal', message),
    work: {
      refuse: () => endpoint.refuse(),
      background: async () => {
        servers.endBackgroundWork()
        await operations.end()
      },
      helpers: () => programs.stop(),
      calls: () => endpoint.close(callGraceMs),
      servers: () => servers.stopAll(),
      verify: async () => {
        await verifyNothingLeft({ table, run: runId, verify: cleanup().verify_cleanup, log: logs.main, alerts })
        publisher.flush()
      },
      close: () => owned[Symbol.asyncDispose](),
    },
  })
  const app = new AppState({
    alerts,
    config,
    endpoint,
    servers,
    state,
    shutdown,
    script: programs.script,
    folder: folder.folder,
    version: options.version,
  })
  const publisher: SnapshotPublisher = owned.use(
    new SnapshotPublisher({
      app: () => app.view(),
      serverNames: () => servers.list().map(server => server.name),
      server: name => servers.view(name),
    }),
  )
  const feed = owned.use(new LineFeed(logs.onLine))
  const quitRequested = owned.use(new Emitter<void>())

  const touchApp = () => publisher.touch({ app: true })
  for (const change of [alerts.onChange, endpoint.onChange, app.onChange, shutdown.onChange, programs.script.onChange])
    owned.use(change(touchApp))
  owned.use(servers.onChange(({ names }) => publisher.touch({ servers: names, app: true })))
  owned.use(servers.onCleanup(tellCleanup))
  owned.use(new WakeNotice({ power, servers, alerts }))

  let isHeld = config.current.settings.startup_script.enabled // by the startup script: what would start waits for it
  const applyConfig = () => servers.apply(config.current, { paused: app.paused || isHeld })
  const unguarded = createHandlers({
    ...{ config, servers, endpoint, publisher, alerts, state, logs, operations },
    applyConfig,
    setPaused: async paused => {
      app.setPaused(paused)
      await applyConfig()
    },
    requestQuit: () => quitRequested.emit(),
    inspect: server => programs.inspectors.open(server),
  })
  const handlers = refuseWhileStopping(unguarded, () => shutdown.isStopping)
  const listen = () => options.listen ?? config.current.settings.listen
  const on: Core['on'] = (name, listener) => {
    const sources: { [K in EventName]: Subscribe<EventPayload<K>> } = {
      'app:changed': publisher.onPatch,
      'log:lines': feed.onLines,
      'report:created': operations.onReportCreated,
      'diagnose:progress': operations.onDiagnoseProgress,
    }
    return (sources[name] as Subscribe<never>)(listener as (payload: never) => void) // safe: same key
  }
  function describe(name: string): string {
    const view = servers.view(name)
    if (view === undefined) return 'unknown'
    return view.lastError === null ? view.status : `${view.status}: ${view.lastError.summary}`
  }

  let listening = listen()
  goOn()
  await endpoint.open(listening)
  goOn()
  const { path, token } = await createControlAddress(folder.folder)
  const control = owned.use(new ControlServer({ path, token, handlers, subscribe: on, log: logs.main }))
  await control.listen()
  goOn()
  if (options.askLoginShell === true) void environment.login()
  cleaner.sweep()
  void applyConfig()
  void programs.script.run(config.current.settings.startup_script).then(() => {
    if (isHeld) {
      isHeld = false
      void applyConfig()
    }
    app.started()
  })

  owned.use(
    config.onChange(current => {
      logs.setLevel(current.settings.logging.level)
      void network.use(current.settings.network)
      void applyConfig()
      if (listen() !== listening) void endpoint.open((listening = listen()))
      touchApp()
    }),
  )
  logs.main.info('MCPProxy is up', { version: options.version, url: endpoint.view.url, servers: servers.list().length })

  const stop = () => shutdown.stop()
  return {
    handlers,
    on,
    onQuitRequested: quitRequested.on,
    log: logs.main,
    stop,
    power,
    get stopDeadlineMs() {
      return shutdown.deadlineMs
    },
    [Symbol.asyncDispose]: stop,
  }
}
