import type { AppView, ServerView } from '#shared/ipc/contract'

const statuses = ['ready', 'ready', 'connecting', 'retrying', 'ready', 'disabled'] as const

/** A server in one of the usual states, which the number chooses. */
export function serverView(name: string, turn: number): ServerView {
  const status = statuses[turn % statuses.length] ?? 'ready'
  const now = Date.now()
  return {
    name,
    status,
    desired: status === 'disabled' ? 'disabled' : 'enabled',
    transport: 'stdio',
    target: `npx -y @example/${name} --verbose`,
    phase: status === 'connecting' ? 'initialize' : null,
    toolCount: turn,
    promptCount: 0,
    resourceCount: 0,
    readySinceAt: status === 'ready' ? now : null,
    retryCount: status === 'retrying' ? turn % 7 : 0,
    lastAttemptAt: now,
    nextAttemptAt: status === 'retrying' ? now + 60_000 : null,
    lastError:
      status === 'retrying'
        ? {
            summary: 'The program ended with exit code 1 before it answered.',
            category: 'crash',
            confidence: 0.9,
            phase: 'initialize',
            at: now,
            exit: { code: 1, signal: null },
            stderrTail: ['Error: the key is missing', '    at main (index.js:10:3)'],
            recommendation: 'Read what it printed last.',
          }
        : null,
    suspension: null,
    serverInfo: { name, version: '1.0.0' },
    protocolVersion: '2025-06-18',
    pid: 1_000 + turn,
    latencyMs: 3,
  }
}

/** An application that has settled. */
export function appView(folder: string): AppView {
  return {
    phase: 'ready',
    paused: false,
    startup: { total: 0, done: 0, connected: 0, failed: 0 },
    endpoint: { state: 'listening', url: 'http://127.0.0.1:8080/mcp' },
    stopping: [],
    alerts: [],
    version: '0.0.0',
    dataFolder: folder,
    configPath: `${folder}/mcp_config.json`,
    startedAt: 0,
  }
}
