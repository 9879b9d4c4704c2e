import { expect, test } from 'vitest'
import { settingsSchema } from '#shared/config'
import type { Category } from '#shared/categories'
import type { Suspension } from '#shared/status'
import type { ReportedFailure } from '../servers/dependencies.ts'
import { MemoryState, serverNamed } from '../servers/fake-dependencies.ts'
import { AutoDisable, type Suspended } from './failure-policy.ts'
import { Incidents } from './incidents.ts'

const minuteMs = 60_000

function policyOver(state = new MemoryState(), autoDisable: object = {}) {
  let ids = 0
  const settings = settingsSchema.parse({ auto_disable: { failure_threshold: 2, ...autoDisable } })
  const policy = new AutoDisable({
    settings: () => settings,
    state,
    canLook: ({ diagnosis }) => diagnosis.category === 'port_in_use',
    incidents: new Incidents(() => `incident-${++ids}`),
  })
  const told: Suspended[] = []
  policy.onSuspended(news => told.push(news))
  return { policy, told }
}

const failure = (name: string, at: number, more: Partial<ReportedFailure> & { category?: Category } = {}) => ({
  server: serverNamed(name, { url: undefined }),
  diagnosis: { category: more.category ?? 'server_bug', confidence: 0.9, summary: 'It failed.', recommendation: null },
  failures: 1,
  wasReady: false,
  at,
  suspension: null,
  ...more,
})

test('a suspension says why, since when, and when it is looked at again; it is told once', async () => {
  const { policy, told } = policyOver()
  expect(policy.judge(failure('files', 1_000))).toBeNull()
  const suspension = policy.judge(failure('files', 2_000))
  await Promise.resolve()
  expect(suspension).toEqual({
    reason: 'Exceeded 2 consecutive failures',
    category: 'server_bug',
    sinceAt: 2_000,
    failures: 2,
    repeats: 0,
    incidentId: 'incident-1',
    nextProbeAt: 2_000 + 5 * minuteMs,
  })
  expect(told.map(({ suspension: heard }) => heard)).toEqual([suspension])
})

test('a return that fails again keeps reason, since and report, waits twice as long, and is told to nobody', async () => {
  const { policy, told } = policyOver()
  policy.judge(failure('files', 0))
  const first = { ...policy.judge(failure('files', 0)), reportId: 'r' } as Suspension
  let suspension = first
  const waits: number[] = []
  for (let at = 1; at < 8; at++) {
    suspension = policy.judge(failure('files', at, { suspension })) as Suspension
    waits.push(((suspension.nextProbeAt ?? 0) - at) / minuteMs)
  }
  await Promise.resolve()
  expect({ waits, told: told.length }).toEqual({ waits: [10, 20, 40, 60, 60, 60, 60], told: 1 })
  expect(suspension).toEqual({ ...first, failures: 9, repeats: 7, nextProbeAt: suspension.nextProbeAt })
})

test('a cause that can be watched is looked at every 30 s; one that only an edit cures once an hour', () => {
  const { policy } = policyOver()
  const wait = (category: Category) => {
    policy.judge(failure(category, 0, { category }))
    return policy.judge(failure(category, 0, { category }))?.nextProbeAt
  }
  expect([wait('port_in_use'), wait('npm_package_not_found')]).toEqual([30_000, 60 * minuteMs])
})

test('recovery by hand has no next look', () => {
  const { policy } = policyOver(undefined, { recovery: 'manual' })
  policy.judge(failure('files', 0))
  expect(policy.judge(failure('files', 0))).not.toHaveProperty('nextProbeAt')
})

test('a server’s own threshold wins', () => {
  const { policy } = policyOver()
  const server = serverNamed('patient', { auto_disable_threshold: 3 })
  const verdicts = [1, 2, 3].map(at => policy.judge(failure('patient', at, { server }))?.reason)
  expect(verdicts).toEqual([undefined, undefined, 'Exceeded 3 consecutive failures'])
})

test('forgiving starts the count anew, also after a restart', () => {
  const state = new MemoryState()
  const record = (startedAt: number) =>
    state.recordAttempt({
      ...{ id: String(startedAt), server: 'files', startedAt, endedAt: startedAt, outcome: 'failed', phases: [] },
      failure: {
        ...{ summary: '', category: 'server_bug', confidence: 1, phase: 'spawn', at: startedAt },
        ...{ exit: null, stderrTail: [], recommendation: null },
      },
    })
  const before = policyOver(state).policy
  before.judge(failure('files', 10))
  record(10)
  expect(policyOver(state).policy.judge(failure('files', 20))).not.toBeNull()
  before.forgive('files', 15)
  expect(policyOver(state).policy.judge(failure('files', 20))).toBeNull()
})

test('after a restart a suspended server is still on its longer wait', () => {
  const state = new MemoryState()
  const suspension: Suspension = { reason: 'r', category: 'server_bug', sinceAt: 1, failures: 2, repeats: 2 }
  state.setSuspension('files', suspension)
  const again = policyOver(state).policy.judge(failure('files', 0, { suspension }))
  expect(again).toMatchObject({ repeats: 3, nextProbeAt: 40 * minuteMs })
})

test('servers that fail for the same cause at the same time share one incident; others have their own', () => {
  const { policy } = policyOver(undefined, { failure_threshold: 1 })
  const at = (name: string, url: string, when: number) =>
    policy.judge(
      failure(name, when, { category: 'connection_refused', server: serverNamed(name, { command: undefined, url }) }),
    )?.incidentId
  const ids = [
    at('a', 'http://localhost:1/mcp', 0),
    at('b', 'http://localhost:1/other', minuteMs),
    at('c', 'http://localhost:2/mcp', minuteMs),
    at('d', 'http://localhost:1/mcp', 10 * minuteMs),
    policy.judge(failure('e', minuteMs))?.incidentId,
    policy.judge(failure('f', minuteMs))?.incidentId,
  ]
  expect(ids).toEqual(['incident-1', 'incident-1', 'incident-2', 'incident-3', 'incident-4', 'incident-5'])
})
