import { z } from 'zod'
import { check } from '../check.ts'
import { failureReport, reportEntry, reportId } from '../failure-report.ts'
import { phases, statuses } from '../status.ts'

/** Instants are milliseconds since the epoch, durations milliseconds. */
const at = z.number()
const name = z.string().min(1).max(128)
const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output })
const nothing = z.void()

/** One sentence a person can act on, and what it rests on. Redacted where it was captured. */
export const failureView = z.object({
  summary: z.string(),
  category: z.string(),
  confidence: z.number().min(0).max(1),
  phase: z.enum(phases).nullable(),
  at,
  exit: z.object({ code: z.number().nullable(), signal: z.string().nullable() }).nullable(),
  stderrTail: z.array(z.string()),
  recommendation: z.string().nullable(),
})

export const serverView = z.object({
  name,
  status: z.enum(statuses),
  desired: z.enum(['enabled', 'disabled']),
  /** The transport in use, or the one configured while there is none. */
  transport: z.enum(['stdio', 'streamable-http', 'sse', 'auto']),
  /** Command and arguments, or URL; secrets redacted. */
  target: z.string(),
  phase: z.enum(phases).nullable(),
  toolCount: z.number().int(),
  promptCount: z.number().int(),
  resourceCount: z.number().int(),
  readySinceAt: at.nullable(),
  retryCount: z.number().int(),
  lastAttemptAt: at.nullable(),
  nextAttemptAt: at.nullable(),
  lastError: failureView.nullable(),
  suspension: z
    .object({
      reason: z.string(),
      category: z.string(),
      sinceAt: at,
      failures: z.number().int(),
      reportId: z.string().nullable(),
      nextProbeAt: at.nullable(),
      /** Shared by servers that were disabled for the same cause at the same time. */
      incidentId: z.string().nullable().optional(),
    })
    .nullable(),
  serverInfo: z.object({ name: z.string(), version: z.string() }).nullable(),
  protocolVersion: z.string().nullable(),
  pid: z.number().int().nullable(),
  /** Round trip of the last ping. */
  latencyMs: z.number().nullable(),
})

export const alertView = z.object({
  id: z.string(),
  kind: z.enum(['config', 'config-warning', 'store', 'port', 'leak', 'survivors', 'helper', 'internal', 'suspended']),
  message: z.string(),
  server: z.string().nullable(),
  at,
})

/** The phases of a stop, in their order. */
export const shutdownPhases = [
  'refuse',
  'background',
  'helpers',
  'calls',
  'servers',
  'containers',
  'verify',
  'close',
] as const

export const appView = z.object({
  phase: z.enum(['starting', 'connecting', 'indexing', 'ready', 'stopping']),
  paused: z.boolean(),
  /** The batch connect of this start: `done` of `total` have an outcome. */
  startup: z.object({
    total: z.number().int(),
    done: z.number().int(),
    connected: z.number().int(),
    failed: z.number().int(),
  }),
  endpoint: z.discriminatedUnion('state', [
    z.object({ state: z.literal('opening'), url: z.string() }),
    z.object({ state: z.literal('listening'), url: z.string() }),
    z.object({
      state: z.literal('taken'),
      url: z.string(),
      owner: z.string().nullable(),
      nextFreePort: z.number().int().nullable(),
    }),
    z.object({ state: z.literal('closed'), url: z.string() }),
  ]),
  /** Progress of a stop or a pause: servers still going away, by name. */
  stopping: z.array(z.string()),
  /** Where a stop of the whole application stands; absent until one begins. */
  shutdown: z
    .object({ phase: z.enum(shutdownPhases), startedAt: at, phaseStartedAt: at, serversLeft: z.number().int() })
    .optional(),
  /** The user's startup script; absent while none is configured. `exit` is null until it has ended. */
  startupScript: z
    .object({
      state: z.enum(['running', 'ended', 'failed']),
      exit: z.object({ code: z.number().nullable(), signal: z.string().nullable() }).nullable(),
    })
    .optional(),
  alerts: z.array(alertView),
  version: z.string(),
  dataFolder: z.string(),
  configPath: z.string(),
  startedAt: at,
})

/** `revision` grows with each change, so a late reply never overwrites newer news. Servers in the order of the config file. */
export const snapshot = z.object({ revision: z.number().int(), app: appView, servers: z.array(serverView) })

/** What changed between `since` and `revision`; a receiver that is not at `since` asks for a snapshot. */
export const patch = z.object({
  since: z.number().int(),
  revision: z.number().int(),
  app: appView.optional(),
  servers: z.array(serverView),
  removed: z.array(name),
  /** All names in order, when the order or the set changed. */
  order: z.array(name).optional(),
})

export const toolView = z.object({
  /** As clients of `/mcp` see it. */
  name: z.string(),
  server: name,
  /** As the server calls it. */
  originalName: z.string(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  inputSchema: z.unknown(),
})

export const logLine = z.object({
  at,
  level: z.enum(['trace', 'debug', 'info', 'warn', 'error']),
  /** `stderr` and `stdout` are what the program printed, `proxy` is what we say about it. */
  source: z.enum(['proxy', 'stderr', 'stdout']),
  text: z.string(),
})

export const attemptView = z.object({
  id: z.string(),
  server: name,
  startedAt: at,
  endedAt: at.nullable(),
  outcome: z.enum(['running', 'ready', 'failed', 'cancelled']),
  phases: z.array(z.object({ name: z.enum(phases), startedAt: at, durationMs: z.number().nullable() })),
  failure: failureView.nullable(),
})

export const cleanupView = z.object({
  server: z.string(),
  at,
  outcome: z.enum(['graceful', 'forced', 'leaked', 'unverified']),
  pids: z.array(z.number().int()),
  /** Programs the server opened for the user, such as a browser: left running. */
  opened: z.array(z.number().int()).readonly().exactOptional(),
  durationMs: z.number(),
})

/** What a diagnose found: all looks at the machine, and a start of the server for trial. */
export const diagnosisView = z.object({
  server: name,
  at,
  durationMs: z.number(),
  healthy: z.boolean(),
  status: z.enum(statuses),
  target: z.string(),
  lastError: failureView.nullable(),
  checks: z.array(check),
  trial: z.object({
    /** `live`: it runs, so its own connection answered a ping in place of a trial. */
    outcome: z.enum(['ready', 'failed', 'live', 'skipped']),
    detail: z.string(),
    durationMs: z.number(),
    /** What was printed meanwhile, last lines. */
    output: z.array(z.string()),
    cleanup: z.enum(['graceful', 'forced', 'leaked', 'unverified']).nullable(),
  }),
  recommendations: z.array(z.string()),
  /** Newest first. */
  recentErrors: z.array(z.object({ at, category: z.string(), summary: z.string() })),
})

/** Everything window and CLI can ask. Served over Electron IPC and over the control socket alike. */
export const calls = {
  'app:snapshot': call(nothing, snapshot),
  'app:pause': call(nothing, nothing),
  'app:resume': call(nothing, nothing),
  'app:quit': call(nothing, nothing),
  'app:usePort': call(z.object({ port: z.number().int().min(1).max(65_535) }), nothing),
  'alert:dismiss': call(z.object({ id: z.string() }), nothing),
  'server:enable': call(z.object({ name }), serverView),
  'server:disable': call(z.object({ name }), serverView),
  'server:restart': call(z.object({ name }), serverView),
  'server:attempts': call(
    z.object({ name, limit: z.number().int().min(1).max(500).default(50) }),
    z.array(attemptView),
  ),
  'server:cleanups': call(
    z.object({ name: name.optional(), limit: z.number().int().min(1).max(500).default(50) }),
    z.array(cleanupView),
  ),
  /** Starts the MCP Inspector for one server, or finds the one that runs; the address opens it and holds its token. */
  'server:inspect': call(z.object({ name }), z.object({ url: z.string() })),
  'server:log': call(z.object({ name, limit: z.number().int().min(1).max(5_000).default(200) }), z.array(logLine)),
  /** Looks at everything and starts the server for trial, beside a live connection and without touching it. */
  'server:diagnose': call(z.object({ name }), diagnosisView),
  /** Newest first. */
  'reports:list': call(z.object({ server: name.optional() }), z.array(reportEntry)),
  'reports:get': call(
    z.object({ id: reportId }),
    z.object({ entry: reportEntry, report: failureReport, markdown: z.string() }),
  ),
  'report:create': call(z.object({ name }), reportEntry),
  'tools:list': call(z.object({ server: name.optional() }), z.array(toolView)),
  /** `result` is the server's own answer, unchanged. */
  'tools:call': call(
    z.object({ name: z.string().min(1), arguments: z.record(z.string(), z.unknown()).default({}) }),
    z.object({ result: z.unknown() }),
  ),
} as const

/** Everything window and CLI are told. */
export const events = {
  'app:changed': patch,
  'log:lines': z.object({ server: name, lines: z.array(logLine) }),
  'report:created': reportEntry,
  /** One step of a diagnose that is under way; `ok` is null while it can not be told. */
  'diagnose:progress': z.object({
    server: name,
    step: z.string(),
    ok: z.boolean().nullable(),
    done: z.number().int(),
    total: z.number().int(),
  }),
} as const

export type DiagnosisView = z.infer<typeof diagnosisView>
export type Snapshot = z.infer<typeof snapshot>
export type Patch = z.infer<typeof patch>
export type AppView = z.infer<typeof appView>
export type ShutdownPhase = (typeof shutdownPhases)[number]
export type AlertView = z.infer<typeof alertView>
export type ServerView = z.infer<typeof serverView>
export type FailureView = z.infer<typeof failureView>
export type ToolView = z.infer<typeof toolView>
export type LogLine = z.infer<typeof logLine>
export type AttemptView = z.infer<typeof attemptView>
export type CleanupView = z.infer<typeof cleanupView>

export type CallName = keyof typeof calls
export type EventName = keyof typeof events
/** What a caller passes. */
export type CallInput<K extends CallName> = z.input<(typeof calls)[K]['input']>
/** What a handler receives, parsed. */
export type Input<K extends CallName> = z.output<(typeof calls)[K]['input']>
export type Output<K extends CallName> = z.output<(typeof calls)[K]['output']>
export type EventPayload<K extends EventName> = z.output<(typeof events)[K]>
/** One handler a call; a missing one does not compile. */
export type Handlers = { readonly [K in CallName]: (input: Input<K>) => Promise<Output<K>> }
/** Electron's `invoke` keeps only an Error's message, so failures travel as data. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false
      readonly error: { readonly code: string; readonly message: string; readonly details: unknown }
    }
