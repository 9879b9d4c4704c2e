import type { AlertView, Snapshot } from '#shared/ipc/contract'
import { sampleApp } from '../../stores/sample.ts'
import { brokenServers, typicalServers } from './catalog.ts'
import { crowdOf } from './crowd.ts'
import { createRandom } from './random.ts'

export const scenarios = [
  'empty',
  'typical',
  'thousand',
  'broken',
  'starting',
  'stopping',
  'paused',
  'port',
  'empty-port',
  'alerts',
  'lost',
] as const
const takenEndpoint = {
  state: 'taken',
  url: 'http://127.0.0.1:8080/mcp',
  owner: 'node (process 41873)',
  nextFreePort: 8_081,
} as const
export type Scenario = (typeof scenarios)[number]

/** The first state of a scenario; what moves afterwards is the demo bridge's. */
export function snapshotOf(scenario: Scenario, now: number): Snapshot {
  const typical = typicalServers(now)
  const app = sampleApp({ startedAt: now - 11_520_000, startup: { total: 11, done: 11, connected: 7, failed: 4 } })
  switch (scenario) {
    case 'empty':
      return { revision: 1, app: { ...app, startup: { total: 0, done: 0, connected: 0, failed: 0 } }, servers: [] }
    case 'thousand':
      return { revision: 1, app, servers: crowdOf(1_000, now, createRandom(7)) }
    case 'broken':
      return { revision: 1, app: { ...app, alerts: alertsOf(now).slice(3, 4) }, servers: brokenServers(now) }
    case 'starting':
      return starting(now)
    case 'stopping':
      return {
        revision: 1,
        app: {
          ...app,
          phase: 'stopping',
          stopping: typical.slice(0, 7).map(({ name }) => name),
          shutdown: { phase: 'servers', startedAt: now - 4_000, phaseStartedAt: now - 3_000, serversLeft: 7 },
        },
        servers: typical,
      }
    case 'paused':
      return {
        revision: 1,
        app: { ...app, paused: true },
        servers: typical.map(server =>
          server.status === 'disabled'
            ? server
            : {
                ...server,
                status: 'idle',
                phase: null,
                readySinceAt: null,
                nextAttemptAt: null,
                toolCount: 0,
                pid: null,
              },
        ),
      }
    case 'port':
      return { revision: 1, app: { ...app, endpoint: takenEndpoint }, servers: typical }
    case 'empty-port':
      return { revision: 1, app: sampleApp({ startedAt: now, endpoint: takenEndpoint }), servers: [] }
    case 'alerts':
      return { revision: 1, app: { ...app, alerts: alertsOf(now) }, servers: typical }
    case 'typical':
    case 'lost':
      return { revision: 1, app, servers: typical }
  }
}

function starting(now: number): Snapshot {
  const servers = crowdOf(40, now, createRandom(3)).map((server, index) =>
    index < 12
      ? server
      : ({
          ...server,
          status: 'connecting',
          phase:
            index < 24 ? ((['spawn', 'install', 'initialize', 'discover'] as const)[index % 4] ?? 'spawn') : 'queued',
          readySinceAt: null,
          toolCount: 0,
          lastError: null,
          retryCount: 0,
          nextAttemptAt: null,
        } as const),
  )
  const connected = servers.filter(({ status }) => status === 'ready').length
  const app = sampleApp({
    phase: 'connecting',
    startedAt: now,
    startup: { total: 40, done: 12, connected, failed: 12 - connected },
  })
  return { revision: 1, app, servers }
}

function alertsOf(now: number): AlertView[] {
  const alert = (id: string, kind: AlertView['kind'], message: string, server: string | null = null) => ({
    id,
    kind,
    message,
    server,
    at: now,
  })
  return [
    alert(
      '1',
      'config',
      'mcp_config.json, line 14, column 7: expected “,” or “}” after a property. The last good configuration stays in use.',
    ),
    alert('2', 'config-warning', '“auto_disable.failure_threshold” of 500 cannot be reached within 30 minutes.'),
    alert(
      '3',
      'leak',
      'puppeteer left processes that could not be stopped: 8812, 8813. End them by hand.',
      'puppeteer',
    ),
    alert('4', 'survivors', '3 processes of the last run were still alive and were stopped.'),
    alert('5', 'internal', 'Something went wrong in the window’s own code; the log has the details.'),
  ]
}
