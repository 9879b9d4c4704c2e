import { AppError } from '#shared/errors'
import type { Handlers, ServerView } from '#shared/ipc/contract'
import type { ConfigFile } from '../config/config-file.ts'
import type { Logs } from '../log/log.ts'
import type { ConnectionManager } from '../servers/connection-manager.ts'
import { RpcError } from '../servers/upstreams.ts'
import type { State } from '../store/state.ts'
import type { Alerts } from './alerts.ts'
import { parseListen, type Endpoint } from './endpoint.ts'
import type { Operations } from './operations.ts'
import type { SnapshotPublisher } from './snapshot-publisher.ts'

export interface HandlerParts {
  readonly config: ConfigFile
  readonly servers: ConnectionManager
  readonly endpoint: Endpoint
  readonly publisher: SnapshotPublisher
  readonly alerts: Alerts
  readonly state: State
  readonly logs: Logs
  /** Makes what runs match the configuration; resolves when all that had to stop has stopped. */
  readonly applyConfig: () => Promise<void>
  /** Stops or starts all servers; resolves when they are stopped. */
  readonly setPaused: (paused: boolean) => Promise<void>
  readonly requestQuit: () => void
  readonly operations: Pick<Operations, 'handlers'>
  /** Resolves with the address of the MCP Inspector for a known server. */
  readonly inspect: (server: string) => Promise<string>
}

/** Every call of the contract: one command per intent, used by window, tray and CLI alike. */
export function createHandlers(parts: HandlerParts): Handlers {
  const { config, servers, endpoint, publisher, alerts, state, logs } = parts
  const known = (name: string): ServerView => {
    const view = servers.view(name)
    if (view !== undefined) return view
    const names = servers.list().map(server => server.name)
    throw new AppError('SERVER_UNKNOWN', `There is no server named "${name}"`, { name, known: names })
  }
  const setEnabled = async (name: string, enabled: boolean): Promise<ServerView> => {
    known(name)
    await config.edit([{ kind: 'setEnabled', name, enabled }])
    await parts.applyConfig()
    if (enabled) await servers.unsuspend(name)
    return known(name)
  }
  const proxy = () => {
    if (endpoint.proxy === null) throw new AppError('CANCELLED', 'MCPProxy is stopping', { what: 'call' })
    return endpoint.proxy
  }
  return {
    ...parts.operations.handlers,
    'app:snapshot': async () => publisher.snapshot(),
    'app:pause': async () => parts.setPaused(true),
    'app:resume': async () => parts.setPaused(false),
    'app:quit': async () => parts.requestQuit(),
    'app:usePort': async ({ port }) => {
      const { host } = parseListen(config.current.settings.listen)
      await config.edit([{ kind: 'setListen', listen: `${host}:${port}` }])
    },
    'alert:dismiss': async ({ id }) => alerts.clear(id),
    'server:enable': ({ name }) => setEnabled(name, true),
    'server:disable': ({ name }) => setEnabled(name, false),
    'server:restart': async ({ name }) => {
      known(name)
      await servers.restart(name)
      return known(name)
    },
    'server:attempts': async ({ name, limit }) => state.attempts(known(name).name, limit),
    'server:cleanups': async ({ name, limit }) => {
      const found = state.cleanups(name, limit)
      if (name !== undefined && found.length === 0) known(name) // a removed one still has its records
      return found
    },
    'server:inspect': async ({ name }) => ({ url: await parts.inspect(known(name).name) }),
    'server:log': async ({ name, limit }) => logs.tail(known(name).name, limit),
    'tools:list': async ({ server }) => proxy().listTools(server === undefined ? undefined : known(server).name),
    'tools:call': async ({ name, arguments: input }) => {
      try {
        return { result: await proxy().callTool(name, input) }
      } catch (error) {
        if (!(error instanceof RpcError)) throw error
        const { code, message, data } = error
        throw new AppError('SERVER_ANSWERED', message, { code, data }, { cause: error })
      }
    },
  }
}
