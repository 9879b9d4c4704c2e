import { z } from 'zod'

/** Whole seconds as people write them in the file; code converts to milliseconds where it reads them. */
const seconds = (fallback: number, minimum = 1) => z.number().min(minimum).max(86_400).default(fallback)
const strings = z.record(z.string(), z.string())

export const protocols = ['stdio', 'http', 'streamable-http', 'sse', 'auto'] as const

/** One upstream server as the user wrote it. `${env:NAME}` is still unexpanded here. */
export const serverSchema = z
  .looseObject({
    name: z.string().trim().min(1).max(128),
    command: z.string().min(1).optional(),
    args: z.array(z.string()).default([]),
    env: strings.default({}),
    working_dir: z.string().min(1).optional(),
    url: z.string().min(1).optional(),
    headers: strings.default({}),
    /** `http` and `streamable-http` mean the same; `auto` tries Streamable HTTP, then SSE. Unset: stdio with a command, else auto. */
    protocol: z.enum(protocols).optional(),
    enabled: z.boolean().default(true),
    auto_disable_threshold: z.number().int().min(1).max(1_000).optional(),
    connection_timeout_seconds: z.number().min(1).max(86_400).optional(),
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
  $schema: z.string().optional(),
  listen: z
    .string()
    .regex(
      /^(127\.\d+\.\d+\.\d+|localhost|\[::1\]):\d{1,5}$/,
      'must be a loopback address and port, such as "127.0.0.1:8080"',
    )
    .default('127.0.0.1:8080'),
  auto_disable: z
    .looseObject({
      enabled: z.boolean().default(true),
      failure_threshold: z.number().int().min(1).max(1_000).default(10),
      window_minutes: z.number().min(1).max(1_440).default(30),
      generate_reports: z.boolean().default(true),
      recovery: z.enum(['auto', 'manual']).default('auto'),
    })
    .prefault({}),
  connection_management: z
    .looseObject({
      max_concurrent_connections: z.number().int().min(1).max(1_000).default(20),
      connection_timeout_seconds: seconds(30),
      health_check_interval_seconds: seconds(60, 0), // 0 switches the pings off
      retry_backoff_max_seconds: seconds(300),
    })
    .prefault({}),
  resource_cleanup: z
    .looseObject({
      docker_cleanup_timeout_seconds: seconds(5),
      process_kill_timeout_seconds: seconds(5, 0),
      verify_cleanup: z.boolean().default(true),
    })
    .prefault({}),
  diagnostics: z
    .looseObject({
      enabled: z.boolean().default(true),
      report_directory: z.string().min(1).optional(),
      keep_reports_days: z.number().int().min(0).max(3_650).default(30),
    })
    .prefault({}),
  logging: z
    .looseObject({
      level: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
      max_size_mb: z.number().min(0.1).max(1_000).default(10),
      max_files: z.number().int().min(1).max(100).default(5),
    })
    .prefault({}),
  network: z
    .looseObject({
      extra_ca_file: z.string().min(1).optional(),
      https_proxy: z.string().min(1).optional(),
      no_proxy: z.string().optional(),
    })
    .prefault({}),
})

export type ServerConfig = z.infer<typeof serverSchema>
export type Settings = z.infer<typeof settingsSchema>
export type Protocol = (typeof protocols)[number]

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
  /** Things that work but will surprise, one sentence each. */
  readonly warnings: readonly string[]
}

/** How the upstream is reached, with the shorthands resolved. */
export function protocolOf(server: ServerConfig): 'stdio' | 'streamable-http' | 'sse' | 'auto' {
  if (server.protocol === 'http') return 'streamable-http'
  if (server.protocol !== undefined) return server.protocol
  return server.command === undefined ? 'auto' : 'stdio'
}
