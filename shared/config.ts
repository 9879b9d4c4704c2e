import { z } from 'zod'
import { environmentVariables, httpHeaders, loopbackAddress, serverName, text, webAddress } from './config-values.ts'

/** Whole seconds as people write them in the file; code converts to milliseconds where it reads them. */
const seconds = (fallback: number, minimum = 1) => z.number().min(minimum).max(86_400).default(fallback)

export const protocols = ['stdio', 'http', 'streamable-http', 'sse', 'auto'] as const

/** One upstream server as the user wrote it. `${env:NAME}` is still unexpanded here. */
export const serverSchema = z
  .looseObject({
    name: serverName.describe('What people and clients see; unique in the file.'),
    command: text.min(1).optional().describe('The program to start.'),
    args: z.array(text).default([]).describe('Its arguments.'),
    env: environmentVariables.default({}).describe('Environment variables that it gets on top of a clean base.'),
    working_dir: text.min(1).optional().describe('The folder it starts in; unset: your home folder.'),
    url: webAddress.optional().describe('The address of a remote server.'),
    headers: httpHeaders.default({}).describe('HTTP headers sent with each request to "url".'),
    /** `http` and `streamable-http` mean the same; `auto` tries Streamable HTTP, then SSE. Unset: stdio with a command, else auto. */
    protocol: z.enum(protocols).optional().describe('How to talk to it; unset: stdio with a command, else auto.'),
    enabled: z.boolean().default(true).describe('false: the server is never started.'),
    auto_disable_threshold: z
      .number()
      .int()
      .min(1)
      .max(1_000)
      .optional()
      .describe('Overrides auto_disable.failure_threshold for this server.'),
    connection_timeout_seconds: z
      .number()
      .min(1)
      .max(86_400)
      .optional()
      .describe('Overrides connection_management.connection_timeout_seconds for this server.'),
  })
  .superRefine((server, context) => {
    const stdio = server.protocol === 'stdio' || (server.protocol === undefined && server.url === undefined)
    if (stdio && server.command === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['command'],
        message: 'needs a "command" to start or a "url" to connect to',
      })
    }
    if (!stdio && server.url === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['url'],
        message: `needs a "url" for protocol ${server.protocol ?? 'auto'}`,
      })
    }
    if (server.command !== undefined && server.url !== undefined) {
      context.addIssue({ code: 'custom', path: ['url'], message: 'has both "command" and "url": keep one of them' })
    }
  })

/** Everything but the servers, with defaults. Unknown keys are kept. */
export const settingsSchema = z.looseObject({
  $schema: z.string().optional().describe('Lets editors check and complete this file.'),
  listen: loopbackAddress.default('127.0.0.1:8080').describe('Where clients connect; loopback only.'),
  auto_disable: z
    .looseObject({
      enabled: z.boolean().default(true).describe('Disable a server that keeps failing.'),
      failure_threshold: z
        .number()
        .int()
        .min(1)
        .max(1_000)
        .default(10)
        .describe('Failures before a server is disabled.'),
      window_minutes: z
        .number()
        .min(1)
        .max(1_440)
        .default(30)
        .describe('That many failures within this time disable it too, consecutive or not.'),
      generate_reports: z.boolean().default(true).describe('Write a report when a server is disabled.'),
      recovery: z.enum(['auto', 'manual']).default('auto').describe('Whether a disabled server comes back by itself.'),
      probe_interval_seconds: z
        .number()
        .min(1)
        .max(3_600)
        .default(30)
        .describe('Time between looks whether the cause of a disabled server is gone.'),
    })
    .prefault({}),
  connection_management: z
    .looseObject({
      max_concurrent_connections: z
        .number()
        .int()
        .min(1)
        .max(1_000)
        .default(20)
        .describe('Servers that connect at the same time.'),
      connection_timeout_seconds: seconds(30).describe('Time for a server to answer the handshake.'),
      health_check_interval_seconds: seconds(60, 0).describe(
        'Time between pings of a ready server; 0 switches them off.',
      ),
      retry_backoff_max_seconds: seconds(300).describe('Longest wait between attempts.'),
    })
    .prefault({}),
  resource_cleanup: z
    .looseObject({
      docker_cleanup_timeout_seconds: seconds(5).describe('Time for a container to be removed.'),
      process_kill_timeout_seconds: seconds(5, 0).describe('Time for a process to leave before it is killed.'),
      verify_cleanup: z.boolean().default(true).describe('Check that nothing is left after a stop.'),
    })
    .prefault({}),
  diagnostics: z
    .looseObject({
      enabled: z.boolean().default(true).describe('Find the cause of each failure.'),
      report_directory: text
        .min(1)
        .optional()
        .describe('Where reports are written; unset: reports/ in the data folder.'),
      keep_reports_days: z.number().int().min(0).max(3_650).default(30).describe('Older reports are deleted.'),
    })
    .prefault({}),
  logging: z
    .looseObject({
      level: z
        .enum(['trace', 'debug', 'info', 'warn', 'error'])
        .default('info')
        .describe('Least severe message that is written.'),
      max_size_mb: z.number().min(0.1).max(1_000).default(10).describe('A log file larger than this is rotated.'),
      max_files: z.number().int().min(1).max(100).default(5).describe('Log files kept of each log.'),
    })
    .prefault({}),
  startup_script: z
    .looseObject({
      enabled: z.boolean().default(false).describe('Run a script of yours before the servers start.'),
      path: text.min(1).optional().describe('The file to run; MCPProxy never creates it.'),
      shell: text.min(1).optional().describe('The program that runs it; unset: the file itself is started.'),
      args: z.array(text).default([]).describe('Its arguments.'),
      env: environmentVariables.default({}).describe('Environment variables that it gets on top of a clean base.'),
      working_dir: text.min(1).optional().describe('The folder it starts in; unset: your home folder.'),
      timeout: seconds(60).describe('Longest time that the servers wait for it.'),
      mode: z
        .enum(['background', 'wait-exit', 'wait-probe'])
        .default('background')
        .describe('Whether the servers wait: not at all, until it ends, or until "probe" answers.'),
      probe: text.min(1).optional().describe('What answers once it is up: "http://…" or "tcp://host:port".'),
    })
    .prefault({}),
  inspector: z
    .looseObject({
      command: text.min(1).default('npx').describe('The program that starts the MCP Inspector.'),
      args: z
        .array(text)
        .default(['-y', '@modelcontextprotocol/inspector'])
        .describe('Its arguments; the configuration of the inspected server follows them.'),
    })
    .prefault({}),
  network: z
    .looseObject({
      extra_ca_file: text.min(1).optional().describe('A PEM file with certificate authorities to trust as well.'),
      https_proxy: text.min(1).optional().describe('The proxy for connections to remote servers.'),
      no_proxy: text.optional().describe('Hosts reached without the proxy, separated by commas.'),
    })
    .prefault({}),
})

export type ServerConfig = z.infer<typeof serverSchema>
export type Settings = z.infer<typeof settingsSchema>

/** One entry of `mcpServers` that cannot be used; the rest of the file runs. */
export interface InvalidServer {
  readonly name: string
  /** Where in the file, such as `mcpServers[3].args[0]`. */
  readonly path: string
  readonly reason: string
}

/** A configuration file, read and checked. */
export interface Config {
  readonly settings: Settings
  readonly servers: readonly ServerConfig[]
  readonly invalid: readonly InvalidServer[]
  /** Names of all of them, as they stand in the file. */
  readonly order: readonly string[]
  /** Things that work but will surprise, one sentence each. */
  readonly warnings: readonly string[]
}

/** How the upstream is reached, with the shorthands resolved. */
export function protocolOf(server: ServerConfig): 'stdio' | 'streamable-http' | 'sse' | 'auto' {
  if (server.protocol === 'http') return 'streamable-http'
  if (server.protocol !== undefined) return server.protocol
  return server.command === undefined ? 'auto' : 'stdio'
}
