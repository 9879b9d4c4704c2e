import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AttemptView } from '#shared/ipc/contract'
import { connectTimeoutMs } from './connect-timeout.ts'

const ready = (durationMs: number): AttemptView => ({
  ...{ id: 'a', server: 's', startedAt: 0, endedAt: 1, outcome: 'ready', failure: null },
  phases: [
    { name: 'queued', startedAt: 0, durationMs: 999_999 },
    { name: 'initialize', startedAt: 0, durationMs },
  ],
})
const failed = (category: string): AttemptView => ({
  ...{ id: 'a', server: 's', startedAt: 0, endedAt: 1, outcome: 'failed', phases: [] },
  failure: {
    ...{ summary: '', category, confidence: 1, phase: 'initialize', at: 0 },
    ...{ exit: null, stderrTail: [], recommendation: null },
  },
})

test.each<[string, AttemptView[], number]>([
  ['without a history it is what is configured', [], 30],
  ['quick starts change nothing', [ready(2_000), ready(900)], 30],
  ['a slow start gives three times its time', [ready(1_000), ready(25_000)], 75],
  ['never more than four times what is configured', [ready(80_000)], 120],
  ['each time-out in a row doubles it', [failed('startup_timeout')], 60],
  ['two time-outs', [failed('startup_timeout'), failed('startup_timeout')], 120],
  ['time-outs before the last success are forgotten', [ready(1_000), failed('startup_timeout')], 30],
  ['other failures change nothing', [failed('server_bug'), failed('missing_env')], 30],
  [
    'what is older than twenty successes is forgotten',
    [...Array.from({ length: 20 }, () => ready(1)), ready(25_000)],
    30,
  ],
])('%s', (_name, attempts, seconds) => expect(connectTimeoutMs({}, attempts, 30_000)).toBe(seconds * 1_000))

test('what the user says for one server holds exactly', () => {
  expect(connectTimeoutMs({ connection_timeout_seconds: 5 }, [ready(80_000)], 30_000)).toBe(5_000)
})

test('whatever happened, it lies between the configured time and four times that', () => {
  const attempt = fc.oneof(
    fc.integer({ min: 0, max: 10_000_000 }).map(ready),
    fc.constantFrom('startup_timeout', 'unknown').map(failed),
  )
  fc.assert(
    fc.property(fc.array(attempt), fc.integer({ min: 1_000, max: 86_400_000 }), (attempts, configuredMs) => {
      const limitMs = connectTimeoutMs({}, attempts, configuredMs)
      expect(limitMs).toBeGreaterThanOrEqual(configuredMs)
      expect(limitMs).toBeLessThanOrEqual(configuredMs * 4)
    }),
  )
})
