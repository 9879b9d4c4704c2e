import { randomUUID } from 'node:crypto'
import type { ServerConfig } from '#shared/config'
import type { ConfigFile } from '../config/config-file.ts'
import { expandServer } from '../config/expand-server.ts'
import { classifyByFacts } from '../diagnosis/classify-facts.ts'
import { preflight } from '../diagnosis/preflight.ts'
import type { Logs } from '../log/log.ts'
import type { Custody } from '../process/custody.ts'
import type { ProcessTable } from '../process/process-table.ts'
import type { Expansion, ServerDependencies } from '../servers/dependencies.ts'
import type { State } from '../store/state.ts'
import { createTransport } from '../transports/create-transport.ts'
import type { MachineEnvironment } from './machine-environment.ts'
import type { Network } from './network.ts'

export interface ServerDependencyParts {
  readonly config: ConfigFile
  readonly environment: MachineEnvironment
  readonly network: Network
  readonly logs: Logs
  readonly state: State
  readonly table: ProcessTable
  readonly custody: Custody
  /** `<data folder id>:<run id>` */
  readonly runId: string
  readonly version: string
}

/** What every server's actor is given, read anew at each attempt where it may change. */
export function createServerDependencies(parts: ServerDependencyParts): ServerDependencies {
  const { config, environment, network, logs, state, table, custody, runId, version } = parts
  const newId = () => randomUUID()
  const stop = () => {
    const { process_kill_timeout_seconds, verify_cleanup } = config.current.settings.resource_cleanup
    return { killTimeoutMs: process_kill_timeout_seconds * 1_000, verify: verify_cleanup }
  }
  const expand = async (server: ServerConfig): Promise<Expansion> => {
    let expanded = expandServer(server, environment.lookUp)
    if (!expanded.ok && (await environment.login())) expanded = expandServer(server, environment.lookUp)
    if (!expanded.ok) return { server, missing: expanded.missing }
    logs.addSecrets(server.name, expanded.secrets)
    return { server: expanded.server, missing: [] }
  }
  return {
    createTransport: (server, _log, attemptId) =>
      createTransport(server, {
        dispatcher: network.dispatcher,
        table,
        custody,
        environment: environment.current,
        run: runId,
        newId: () => attemptId,
        redact: logs.redact,
        stop,
      }),
    classify: classifyByFacts,
    expand,
    preflight: server => preflight(server, environment),
    state,
    logs,
    redact: logs.redact,
    random: Math.random,
    newId,
    clientInfo: { name: 'MCPProxy', version },
  }
}
