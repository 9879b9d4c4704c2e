import type { AppView, ServerView } from '#shared/ipc/contract'

/** An application in good health, for tests; `change` says what differs. */
export function appFixture(change: Partial<AppView> = {}): AppView {
  return {
    phase: 'ready',
    paused: false,
    startup: { total: 0, done: 0, connected: 0, failed: 0 },
    endpoint: { state: 'listening', url: 'http://127.0.0.1:8080/mcp' },
    stopping: [],
    alerts: [],
    version: '0.0.0',
    dataFolder: '/data',
    configPath: '/data/mcp_config.json',
    startedAt: 0,
    ...change,
  }
}

/** A server that is ready, for tests; `change` says what differs. */
export function serverFixture(name: string, change: Partial<ServerView> = {}): ServerView {
  return {
    name,
    status: 'ready',
    desired: 'enabled',
    transport: 'stdio',
    target: 'node server.mjs',
    phase: null,
    toolCount: 1,
    promptCount: 0,
    resourceCount: 0,
    readySinceAt: 0,
    retryCount: 0,
    lastAttemptAt: null,
    nextAttemptAt: null,
    lastError: null,
    suspension: null,
    serverInfo: null,
    protocolVersion: null,
    pid: null,
    latencyMs: null,
    ...change,
  }
}
