import { z } from 'zod'
import { check } from './check.ts'

/** Instants of a report are read by people and other programs: ISO 8601, UTC. */
const instant = z.iso.datetime()

/** A file `failure_<server>_<unix seconds>.json`. Secrets are redacted; the names are a format that others may read. */
export const failureReport = z.object({
  server_name: z.string(),
  timestamp: instant,
  consecutive_failures: z.number().int().nonnegative(),
  error_history: z
    .array(
      z.object({
        timestamp: instant,
        error_type: z.string().describe('The family of the cause, such as missing_command.'),
        error_msg: z.string(),
        stack_trace: z.string().describe('What the program printed last, at most 16 KB.'),
        state: z.enum(['connecting', 'ready']).describe('Whether the server had been ready.'),
        phase: z.string().nullable(),
        exit_code: z.number().int().nullable(),
        signal: z.string().nullable(),
      }),
    )
    .max(10)
    .describe('The last failures, oldest first.'),
  diagnostics: z.object({
    protocol: z.string(),
    command: z.string().nullable(),
    args: z.array(z.string()),
    env: z.array(z.string()).describe('Names of the configured variables, never their values.'),
    working_dir: z.string().nullable(),
    missing_packages: z.array(z.string()),
    network_reachable: z
      .boolean()
      .nullable()
      .describe('Whether the URL’s host accepts connections; null for programs.'),
    oauth_configured: z.boolean(),
    last_success_time: instant.nullable(),
    error_pattern: z.string().nullable().describe('The commonest category of the history.'),
    resolved_command: z.string().nullable(),
    path_used: z.string().nullable().describe('The PATH in which the command was looked up.'),
    checks: z.array(check),
  }),
  recommendations: z.array(z.string()),
})
export type FailureReport = z.infer<typeof failureReport>

/** Also the name of the file, without its ending. */
export const reportId = z.string().regex(/^failure_[a-z0-9_.-]+_\d+$/)

export const reportEntry = z.object({
  id: reportId,
  server: z.string(),
  at: z.number(),
  category: z.string().nullable(),
  /** The file. */
  path: z.string(),
})
export type ReportEntry = z.infer<typeof reportEntry>
