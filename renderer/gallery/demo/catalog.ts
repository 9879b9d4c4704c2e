import type { ServerView } from '#shared/ipc/contract'
import { sampleServer } from '../../stores/sample.ts'
import { causes, failureOf, type Cause } from './causes.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

const ready =
  (name: string, target: string, tools: number, upMs: number, change: Partial<ServerView> = {}) =>
  (now: number) =>
    sampleServer(name, {
      target,
      toolCount: tools,
      readySinceAt: now - upMs,
      lastAttemptAt: now - upMs - 2 * second,
      serverInfo: { name, version: '1.4.2' },
      protocolVersion: '2025-11-25',
      pid: 4_000 + name.length * 37 + tools,
      latencyMs: 2 + (tools % 7),
      ...change,
    })

/** Twelve servers as somebody really has them: most work, a few say what they need. */
const typical: readonly ((now: number) => ServerView)[] = [
  ready('filesystem', 'npx -y @modelcontextprotocol/server-filesystem ~/Projects', 14, 3 * hour + 12 * minute),
  now =>
    sampleServer('github', {
      status: 'needs-input',
      target: 'npx -y @modelcontextprotocol/server-github',
      lastError: failureOf(causes.missingVariable, now - 4 * minute),
      lastAttemptAt: now - 4 * minute,
      retryCount: 1,
    }),
  ready('memory', 'npx -y @modelcontextprotocol/server-memory', 9, 3 * hour + 12 * minute),
  ready('everything', 'http://127.0.0.1:3001/mcp', 13, 42 * minute, {
    transport: 'streamable-http',
    pid: null,
    promptCount: 4,
    resourceCount: 10,
  }),
  now =>
    sampleServer('fetch', {
      status: 'retrying',
      target: 'uvx mcp-server-fetch',
      lastError: failureOf(causes.missingCommand, now - 19 * second),
      lastAttemptAt: now - 19 * second,
      nextAttemptAt: now + 42 * second,
      retryCount: 4,
    }),
  ready('playwright', 'npx -y @playwright/mcp@latest --headless', 21, 3 * hour + 11 * minute),
  now =>
    sampleServer('linear', {
      status: 'needs-sign-in',
      transport: 'streamable-http',
      target: 'https://mcp.linear.example/mcp',
      lastError: failureOf(causes.signIn, now - 12 * minute),
      nextAttemptAt: now + 3 * minute,
      retryCount: 1,
    }),
  ready('sentry', 'https://mcp.sentry.example/mcp', 18, 1 * hour + 4 * minute, {
    transport: 'streamable-http',
    pid: null,
  }),
  () =>
    sampleServer('time', {
      status: 'connecting',
      phase: 'install',
      target: 'uvx mcp-server-time --local-timezone=Europe/Berlin',
    }),
  now =>
    sampleServer('jira', {
      status: 'auto-disabled',
      target: 'npx -y @acme/mcp-jiraa',
      lastError: failureOf(causes.missingPackage, now - 26 * minute),
      lastAttemptAt: now - 26 * minute,
      retryCount: 2,
      suspension: {
        reason: 'Exceeded 2 consecutive failures that retrying cannot cure',
        category: 'npm_package_not_found',
        sinceAt: now - 26 * minute,
        failures: 2,
        reportId: 'failure_jira_1700000000',
        nextProbeAt: now + 4 * minute + 8 * second,
      },
    }),
  () =>
    sampleServer('puppeteer', { status: 'disabled', desired: 'disabled', target: 'docker run -i --rm mcp/puppeteer' }),
  ready('sequential-thinking', 'npx -y @modelcontextprotocol/server-sequential-thinking', 1, 3 * hour + 12 * minute),
]

export const typicalServers = (now: number): ServerView[] => typical.map(make => make(now))

/** Servers that nearly all fail, with names and errors that try the layout. */
export function brokenServers(now: number): ServerView[] {
  const list = Object.values(causes)
  return [
    [
      'postgres-with-a-name-that-somebody-generated-from-a-template-and-never-shortened-production-eu-west-1',
      causes.refused,
    ],
    ['خادم الملفات', causes.crash],
    ['שרת-זמן', causes.docker],
    ...Array.from(
      { length: 17 },
      (_, index) => [`service-${index + 1}`, list[index % list.length] ?? causes.crash] as const,
    ),
  ].map(([name, why], index) => brokenServer(name as string, why as Cause, now, index))
}

/** An entry that cannot be used, as main shows it: where, and why. */
function invalidServer(name: string, index: number, now: number): ServerView {
  const reason = 'must be a text; numbers need quotes, such as "8080"'
  return sampleServer(name, {
    status: 'invalid',
    transport: 'auto',
    target: '',
    lastError: failureOf({ ...causes.invalid, summary: `mcpServers[${index}].env.PORT ${reason}` }, now - 3 * minute),
  })
}

function brokenServer(name: string, why: Cause, now: number, index: number): ServerView {
  const status =
    (['retrying', 'auto-disabled', 'retrying', 'needs-input', 'retrying', 'invalid'] as const)[index % 6] ?? 'retrying'
  if (status === 'invalid') return invalidServer(name, index, now)
  return sampleServer(name, {
    status,
    target: index % 3 === 0 ? `npx -y @acme/mcp-${index}` : `docker run -i --rm -e TOKEN mcp/${index}`,
    lastError: failureOf(why, now - (index + 1) * 7 * second),
    lastAttemptAt: now - (index + 1) * 7 * second,
    nextAttemptAt: status === 'retrying' ? now + (index + 1) * 11 * second : null,
    retryCount: index + 1,
    suspension:
      status === 'auto-disabled'
        ? {
            reason: 'Exceeded 10 consecutive failures',
            category: why.category,
            sinceAt: now - index * minute,
            failures: 10,
            reportId: null,
            nextProbeAt: now + 30 * second,
          }
        : null,
  })
}
