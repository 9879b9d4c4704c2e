import type { CallName, Handlers, Snapshot } from '#shared/ipc/contract'

/** A snapshot with nothing in it; for tests. */
export function emptySnapshot(): Snapshot {
  return {
    revision: 1,
    servers: [],
    app: {
      phase: 'ready',
      paused: false,
      startup: { total: 0, done: 0, connected: 0, failed: 0 },
      endpoint: { state: 'listening', url: 'http://127.0.0.1:8080/mcp' },
      stopping: [],
      alerts: [],
      version: '1.2.3',
      dataFolder: '/data',
      configPath: '/data/mcp_config.json',
      startedAt: 0,
    },
  }
}

/** Handlers that fail, but for the given ones; for tests. */
export function fakeHandlers(given: Partial<Handlers>): Handlers {
  return new Proxy(given, {
    get: (target, name) =>
      target[name as CallName] ?? (() => Promise.reject(new Error(`unexpected call ${String(name)}`))),
  }) as Handlers // every name answers
}
