import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Category } from '#shared/categories'
import {
  afterFailure,
  afterReady,
  afterStableRun,
  cleanHistory,
  type FailureHistory,
  type Limits,
} from './failure-history.ts'

const limits: Limits = { enabled: true, threshold: 3, windowMs: 1_800_000 }

/** Plays failures `[category, at, confidence?]` and `stable`; returns the first verdict and when it fell. */
function play(events: readonly (readonly [Category | 'stable', number, number?])[], own: Partial<Limits> = {}) {
  let history: FailureHistory = cleanHistory
  for (const [what, at, confidence = 0.9] of events) {
    if (what === 'stable') history = afterStableRun(afterReady(history, at - 60_000))
    else {
      const judged = afterFailure(history, { category: what, confidence, at, suspended: false }, { ...limits, ...own })
      if (judged.verdict !== null) return { ...judged.verdict, at }
      history = judged.history
    }
  }
  return null
}

describe('a server is suspended', () => {
  test.each<[string, Parameters<typeof play>[0], ReturnType<typeof play>]>([
    [
      'at as many consecutive failures as the threshold says',
      [
        ['server_bug', 1],
        ['unknown', 2],
        ['server_bug', 3],
      ],
      { reason: 'Exceeded 3 consecutive failures', failures: 3, repeats: 0, at: 3 },
    ],
    [
      'at two sure failures that retrying cannot cure',
      [
        ['command_not_found', 1],
        ['command_not_found', 2],
      ],
      { reason: 'Exceeded 2 consecutive failures that retrying cannot cure', failures: 2, repeats: 0, at: 2 },
    ],
    [
      'not at two such failures that are a guess',
      [
        ['command_not_found', 1, 0.79],
        ['command_not_found', 2, 0.79],
      ],
      null,
    ],
    [
      'at as many failures within the window, though it ran stably between them',
      [
        ['server_bug', 0],
        ['stable', 65_000],
        ['server_bug', 65_000],
        ['stable', 130_000],
        ['server_bug', 130_000],
      ],
      { reason: 'Exceeded 3 failures within 30 minutes', failures: 3, repeats: 0, at: 130_000 },
    ],
    [
      'not when the first has left the window',
      [
        ['server_bug', 0],
        ['stable', 900_000],
        ['server_bug', 900_000],
        ['stable', 1_800_000],
        ['server_bug', 1_800_000],
      ],
      null,
    ],
    [
      'never for a cause that is not its fault',
      Array.from({ length: 50 }, (_, at) => ['upstream_5xx', at] as const),
      null,
    ],
  ])('%s', (_name, events, verdict) => expect(play(events)).toEqual(verdict))

  test('never while auto-disable is off', () => {
    expect(
      play(
        Array.from({ length: 50 }, (_, at) => ['server_bug', at] as const),
        { enabled: false },
      ),
    ).toBeNull()
  })
})

test('a failure after a return suspends at once, counting the suspensions before', () => {
  const suspended = { ...cleanHistory, suspensions: 2 }
  const failure = { category: 'server_bug', confidence: 1, at: 5, suspended: true } as const
  expect(afterFailure(suspended, failure, limits)).toMatchObject({
    history: { suspensions: 3 },
    verdict: { reason: 'Failed again after it came back', repeats: 2 },
  })
})

test('a run as long as the window regains full trust', () => {
  const ran = afterReady({ ...cleanHistory, suspensions: 4 }, 0)
  const failure = { category: 'server_bug', confidence: 1, suspended: false } as const
  expect(afterFailure(ran, { ...failure, at: limits.windowMs - 1 }, limits).history.suspensions).toBe(4)
  expect(afterFailure(ran, { ...failure, at: limits.windowMs }, limits).history.suspensions).toBe(0)
})

test('for any course of failures and stable runs the verdict falls exactly when the rules, counted by brute force, say so', () => {
  const categories: readonly Category[] = ['server_bug', 'command_not_found', 'rate_limited', 'port_in_use']
  const step = fc.record({
    kind: fc.constantFrom('failure', 'failure', 'failure', 'stable'),
    category: fc.constantFrom(...categories),
    confidence: fc.constantFrom(0.5, 0.8, 1),
    gapMs: fc.integer({ min: 0, max: 400_000 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 6 }), (steps, threshold) => {
      let history: FailureHistory = cleanHistory
      let at = 0
      let row: { terminal: boolean }[] = []
      let all: number[] = []
      for (const { kind, category, confidence, gapMs } of steps) {
        at += gapMs
        if (kind === 'stable') {
          history = afterStableRun(history)
          row = []
          continue
        }
        const judged = afterFailure(history, { category, confidence, at, suspended: false }, { ...limits, threshold })
        if (category !== 'rate_limited') {
          row.push({ terminal: category === 'command_not_found' && confidence >= 0.8 })
          all.push(at)
        }
        const lastTwo = row.slice(-2)
        const due =
          category !== 'rate_limited' &&
          (row.length >= threshold ||
            (lastTwo.length === 2 && lastTwo.every(({ terminal }) => terminal)) ||
            all.filter(then => at - then < limits.windowMs).length >= threshold)
        expect(judged.verdict !== null).toBe(due)
        history = judged.history
        if (judged.verdict !== null) [history, row, all] = [cleanHistory, [], []] // forgiven
      }
    }),
  )
})
