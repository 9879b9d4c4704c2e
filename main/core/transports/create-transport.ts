import { homedir } from 'node:os'
import { assertNever } from '#shared/assert'
import { protocolOf, type ServerConfig } from '#shared/config'
import { baseEnvironment } from '../process/base-environment.ts'
import type { Custody } from '../process/custody.ts'
import type { Marker } from '../process/marker.ts'
import type { ProcessTable } from '../process/process-table.ts'
import type { StopOptions } from '../process/stop-tree.ts'
import { AutoTransport } from './auto.ts'
import type { Dispatcher } from './dispatcher.ts'
import { SseTransport } from './sse.ts'
import { StdioTransport } from './stdio.ts'
import { StreamableHttpTransport } from './streamable-http.ts'
import type { Transport } from './transport.ts'

export interface TransportDependencies {
  readonly dispatcher: Dispatcher
  readonly table: ProcessTable
  /** Our own environment, its PATH repaired from the login shell. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** `<data folder id>:<run id>` */
  readonly run: string
  readonly newId: () => string
  readonly redact: (text: string) => string
  /** Asked at each attempt: the settings may have been edited. */
  readonly stop: () => StopOptions
  readonly custody?: Custody
}

/** A new link, not yet opened. @param server - with its references expanded */
export function createTransport(server: ServerConfig, dependencies: TransportDependencies): Transport {
  const { dispatcher, table, redact } = dependencies
  const protocol = protocolOf(server)
  if (protocol === 'stdio') {
    const marker: Marker = { run: dependencies.run, server: server.name, attempt: dependencies.newId() }
    const spec = {
      command: server.command ?? '',
      args: server.args,
      env: baseEnvironment(dependencies.environment, server.env, marker),
      cwd: server.working_dir ?? homedir(), // ours may be anything, and vanish
      marker,
      ...(dependencies.custody !== undefined && { custody: dependencies.custody }),
    }
    return new StdioTransport({ spec, table, redact, stop: dependencies.stop() })
  }
  const options = { url: server.url ?? '', headers: server.headers, dispatcher, redact }
  switch (protocol) {
    case 'streamable-http':
      return new StreamableHttpTransport(options)
    case 'sse':
      return new SseTransport(options)
    case 'auto':
      return new AutoTransport(options)
    default:
      return assertNever(protocol)
  }
}
