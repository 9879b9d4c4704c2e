import { settingsSchema, serverSchema, type Config, type InvalidServer, type ServerConfig } from '#shared/config'
import type { AttemptView, CleanupView } from '#shared/ipc/contract'
import type { Status, Suspension } from '#shared/status'
import { silentLog, type Logs } from '../log/log.ts'
import type { State } from '../store/state.ts'
import type { ServerDependencies } from './dependencies.ts'

/** For tests: a state in memory whose records can be looked at. */
export class MemoryState implements State {
  readonly recordedAttempts: AttemptView[] = []
  readonly recordedStatuses: { server: string; status: Status; at: number }[] = []
  readonly recordedCleanups: CleanupView[] = []
  readonly held = new Map<string, Suspension>()
  readonly flags = new Map<string, string>()

  recordAttempt(attempt: AttemptView): void {
    this.recordedAttempts.push(attempt)
  }
  attempts(server: string, limit: number): AttemptView[] {
    return newest(this.recordedAttempts, server, limit)
  }
  recordStatus(change: { server: string; status: Status; at: number }): void {
    this.recordedStatuses.push(change)
  }
  statusChanges(server: string, limit: number): { server: string; status: Status; at: number }[] {
    return newest(this.recordedStatuses, server, limit)
  }
  suspensions(): Map<string, Suspension> {
    return new Map(this.held)
  }
  setSuspension(server: string, suspension: Suspension | null): void {
    if (suspension === null) this.held.delete(server)
    else this.held.set(server, suspension)
  }
  recordCleanup(cleanup: CleanupView): void {
    this.recordedCleanups.push(cleanup)
  }
  cleanups(server: string | undefined, limit: number): CleanupView[] {
    return newest(this.recordedCleanups, server, limit)
  }
  flag(key: string): string | null {
    return this.flags.get(key) ?? null
  }
  setFlag(key: string, value: string | null): void {
    if (value === null) this.flags.delete(key)
    else this.flags.set(key, value)
  }
  prune(): void {}
  close(): void {}
}

function newest<T extends { server: string }>(all: readonly T[], server: string | undefined, limit: number): T[] {
  return all
    .filter(each => server === undefined || each.server === server)
    .toReversed()
    .slice(0, limit)
}

/** For tests: logs that keep what was said, as `level text`. */
export function recordingLogs(lines: string[] = []): Logs {
  const say = (level: string) => (text: string) => void lines.push(`${level} ${text}`)
  const log = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') }
  return {
    main: log,
    server: () => ({ ...silentLog, output: () => {} }),
    tail: () => [],
    onLine: () => ({ [Symbol.dispose]() {} }),
    addSecrets: () => {},
    redact: text => text,
    [Symbol.asyncDispose]: async () => {},
  }
}

/** For tests: everything a server needs but the transport. Failures are classified by nothing but their message. */
export function fakeDependencies(
  parts: Pick<ServerDependencies, 'createTransport'> & Partial<ServerDependencies>,
): ServerDependencies {
  let ids = 0
  return {
    state: new MemoryState(),
    logs: recordingLogs(),
    classify: ({ link, timeoutMs }) => ({
      category: timeoutMs === null ? 'unknown' : 'startup_timeout',
      confidence: 0.5,
      summary: link.message,
      recommendation: null,
    }),
    expand: server => ({ server, missing: [] }),
    preflight: async () => null,
    redact: text => text,
    random: () => 0,
    newId: () => `attempt-${++ids}`,
    clientInfo: { name: 'mcpproxy', version: '0.0.0' },
    ...parts,
  }
}

/** For tests: a server as the config file would give it. */
export function serverNamed(name: string, more: Partial<ServerConfig> = {}): ServerConfig {
  return serverSchema.parse({ name, command: 'server', ...more })
}

/** For tests: a configuration of these servers. */
export function configOf(
  servers: readonly ServerConfig[],
  connections: Partial<Config['settings']['connection_management']> = {},
  invalid: readonly InvalidServer[] = [],
): Config {
  const settings = settingsSchema.parse({ connection_management: connections })
  return { settings, servers, invalid, order: [...servers, ...invalid].map(({ name }) => name), warnings: [] }
}
