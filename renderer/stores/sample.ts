import type { AppView, ServerView } from '#shared/ipc/contract'

/** A server's view with everything plain, for tests and the gallery. */
export function sampleServer(name: string, change: Partial<ServerView> = {}): ServerView {
  return {
    name,
    status: 'ready',
    desired: 'enabled',
    transport: 'stdio',
    target: `npx -y ${name}`,
    phase: null,
    toolCount: 0,
    promptCount: 0,
    resourceCount: 0,
    readySinceAt: null,
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

/** The application, settled and listening, for tests and the gallery. */
export function sampleApp(change: Partial<AppView> = {}): AppView {
  return {
    phase: 'ready',
    paused: false,
    startup: { total: 0, done: 0, connected: 0, failed: 0 },
    endpoint: { state: 'listening', url: 'http://127.0.0.1:8080/mcp' },
    stopping: [],
    alerts: [],
    version: '0.1.0',
    dataFolder: '/home/ada/.mcpproxy',
    configPath: '/home/ada/.mcpproxy/mcp_config.json',
    startedAt: 0,
    ...change,
  }
}
