import { randomUUID } from 'node:crypto'
import type { ServerConfig } from '#shared/config'
import type { ConfigFile } from '../config/config-file.ts'
import { expandServer } from '../config/expand-server.ts'
import { classify } from '../diagnosis/classify.ts'
import { preflight } from '../diagnosis/preflight.ts'
import type { Logs } from '../log/log.ts'
import type { Custody } from '../process/custody.ts'
import type { PowerGate } from '../power/power.ts'
import type { ProcessTable } from '../process/process-table.ts'
import { secretValuesOf } from '../log/secret-values.ts'
import type { Expansion, FailurePolicy, ServerDependencies } from '../servers/dependencies.ts'
import type { State } from '../store/state.ts'
import type { Supervision } from '../supervised/supervised-process.ts'
import { createTransport } from '../transports/create-transport.ts'
import type { MachineEnvironment } from './machine-environment.ts'
import type { Network } from './network.ts'

export interface ServerDependencyParts {
  readonly config: Pick<ConfigFile, 'current'>
  readonly environment: MachineEnvironment
  readonly network: Pick<Network, 'dispatcher'>
  readonly logs: Logs
  readonly state: State
  readonly table: ProcessTable
  readonly custody: Custody
  /** `<data folder id>:<run id>` */
  readonly runId: string
  readonly version: string
  readonly power?: PowerGate
  readonly failurePolicy?: FailurePolicy
  readonly whenFree?: ServerDependencies['whenFree']
}

/** What every server's actor is given, read anew at each attempt where it may change. */
export function createServerDependencies(
  parts: ServerDependencyParts,
): ServerDependencies & { readonly supervision: Supervision } {
  const { config, environment, network, logs, state, table, custody, runId, version } = parts
  const newId = () => randomUUID()
  const stop = () => {
    const { process_kill_timeout_seconds, verify_cleanup } = config.current.settings.resource_cleanup
    return { killTimeoutMs: process_kill_timeout_seconds * 1_000, verify: verify_cleanup }
  }
  const expand = async (server: ServerConfig): Promise<Expansion> => {
    let expanded = expandServer(server, environment.lookUp)
    if (!expanded.ok && (await environment.login())) expanded = expandServer(server, environment.lookUp)
    if (!expanded.ok) {
      logs.addSecrets(server.name, secretValuesOf(server)) // what is told about it may quote the rest of them
      return { server, missing: expanded.missing }
    }
    logs.addSecrets(server.name, expanded.secrets)
    return { server: expanded.server, missing: [] }
  }
  return {
    supervision: {
      table,
      custody,
      environment: () => environment.current,
      run: runId,
      newId,
      redact: logs.redact,
      stop,
    },
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
    classify,
    expand,
    preflight: server => preflight(server, environment),
    state,
    logs,
    redact: logs.redact,
    random: Math.random,
    newId,
    clientInfo: { name: 'MCPProxy', version },
    ...(parts.power === undefined ? {} : { power: parts.power }),
    ...(parts.failurePolicy === undefined ? {} : { failurePolicy: parts.failurePolicy }),
    ...(parts.whenFree === undefined ? {} : { whenFree: parts.whenFree }),
  }
}
