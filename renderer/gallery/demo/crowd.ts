import type { ServerView } from '#shared/ipc/contract'
import { sampleServer } from '../../stores/sample.ts'
import { causes, failureOf } from './causes.ts'

const kinds = [
  'github',
  'postgres',
  'filesystem',
  'slack',
  'browser',
  'search',
  'calendar',
  'mail',
  'metrics',
  'tickets',
] as const
const why = Object.values(causes)

/** Many servers, of which about one in twelve has trouble. */
export function crowdOf(count: number, now: number, random: () => number): ServerView[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `${kinds[index % kinds.length]}-${String(index + 1).padStart(4, '0')}`
    return random() < 0.08 ? failing(name, now, random) : working(name, now, random)
  })
}

/** The server a moment later: it may fail, recover, or only have been pinged. */
export function stir(server: ServerView, now: number, random: () => number): ServerView {
  const chance = random()
  if (server.status === 'ready' && chance > 0.02) return { ...server, latencyMs: 1 + Math.floor(random() * 40) }
  if (server.status === 'ready') return { ...failing(server.name, now, random), target: server.target }
  return chance < 0.3
    ? { ...working(server.name, now, random), target: server.target }
    : { ...server, retryCount: server.retryCount + 1, nextAttemptAt: now + 1_000 + random() * 60_000 }
}

function working(name: string, now: number, random: () => number): ServerView {
  const remote = random() < 0.4
  return sampleServer(name, {
    transport: remote ? 'streamable-http' : 'stdio',
    target: remote ? `https://${name}.example.com/mcp` : `npx -y @acme/mcp-${name}`,
    toolCount: 1 + Math.floor(random() * 30),
    readySinceAt: now - random() * 90_000_000,
    lastAttemptAt: now - 90_000_000,
    latencyMs: 1 + Math.floor(random() * 40),
    pid: remote ? null : 2_000 + Math.floor(random() * 60_000),
  })
}

function failing(name: string, now: number, random: () => number): ServerView {
  const cause = why[Math.floor(random() * why.length)] ?? causes.crash
  return sampleServer(name, {
    status: 'retrying',
    lastError: failureOf(cause, now),
    lastAttemptAt: now,
    nextAttemptAt: now + 2_000 + random() * 120_000,
    retryCount: 1 + Math.floor(random() * 8),
  })
}
