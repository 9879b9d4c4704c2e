import fc from 'fast-check'
import { expect, test } from 'vitest'
import { categories, type Category } from '#shared/categories'
import { retryDelayMs } from '../servers/backoff.ts'
import {
  afterFailure,
  afterReady,
  afterStableRun,
  cleanHistory,
  type FailureHistory,
  type Limits,
} from './failure-history.ts'
import { cureSignOf, lookIntervalMs, mayReturn } from './recovery-times.ts'

const hourMs = 3_600_000
const maxMs = 300_000
const probeIntervalMs = 30_000
const defaults: Limits = { enabled: true, threshold: 10, windowMs: 1_800_000 }

interface Attempt {
  readonly category: Category
  readonly confidence: number
  /** 0: it never got ready. */
  readonly ranMs: number
}
interface World {
  /** What the n-th attempt leads to. */
  readonly attempt: (n: number) => Attempt
  /** What the cure probe says at the n-th look; null: none looks. */
  readonly cured: (n: number) => boolean | null
  readonly random: () => number
}

/** One server over `hours` of simulated time: the policy, the backoff and the returns as they are wired. */
function simulate(world: World, limits: Limits, hours: number) {
  const dials: number[] = []
  const seen: { at: number; suspended: boolean; by: string }[] = []
  let history: FailureHistory = cleanHistory
  let suspension: { sign: ReturnType<typeof cureSignOf>; repeats: number } | null = null
  let [at, retries, looks] = [0, 0, 0]
  while (at < hours * hourMs) {
    dials.push(at)
    const dialledAt = at
    const { category, confidence, ranMs } = world.attempt(dials.length - 1)
    if (ranMs > 0) history = afterReady(history, at)
    at += ranMs
    if (ranMs >= 60_000) {
      history = afterStableRun(history)
      retries = 0
      if (suspension !== null) seen.push({ at, suspended: false, by: 'stable' })
      suspension = null
    }
    const wasSuspended = suspension !== null
    const judged = afterFailure(history, { category, confidence, at, suspended: wasSuspended }, limits)
    history = judged.history
    if (judged.verdict === null) {
      if (wasSuspended) seen.push({ at, suspended: false, by: category })
      suspension = null
      at += retryDelayMs(retries++, { maxMs, random: world.random })
      continue
    }
    if (!wasSuspended) seen.push({ at, suspended: true, by: category })
    retries++
    const sign = cureSignOf(category, world.cured(looks) !== null)
    suspension = { sign, repeats: judged.verdict.repeats }
    do at += lookIntervalMs(sign, judged.verdict.repeats, probeIntervalMs)
    while (!mayReturn({ sign, cured: world.cured(looks++), at, lastAttemptAt: dialledAt }))
  }
  return { dials, seen }
}

const inHour = (dials: readonly number[], hour: number) =>
  dials.filter(at => at >= hour * hourMs && at < (hour + 1) * hourMs).length

const names = Object.keys(categories) as Category[]
const counted = names.filter(name => categories[name].counts !== 'never')
const draws = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 50 })
const cycle = <T>(values: readonly T[]) => {
  let next = 0
  return () => values[next++ % values.length] as T
}
const answers = fc.oneof(
  fc.constant([null]),
  fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
  fc.constant([true]),
)

test('a dead server with auto-disable off is dialled at most 34 times in the first hour and 24 in each later one', () => {
  fc.assert(
    fc.property(fc.constantFrom(...names), draws, (category, values) => {
      const world = { attempt: () => ({ category, confidence: 1, ranMs: 0 }), cured: () => null, random: cycle(values) }
      const { dials, seen } = simulate(world, { ...defaults, enabled: false }, 5)
      expect(seen).toEqual([])
      expect(inHour(dials, 0)).toBeLessThanOrEqual(34)
      for (const hour of [1, 2, 3, 4]) expect(inHour(dials, hour)).toBeLessThanOrEqual(24)
    }),
  )
})

test('with it on at most 14 times, then 2 an hour, whatever its probe says', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...counted),
      fc.constantFrom(0.5, 1),
      draws,
      answers,
      (category, confidence, values, looks) => {
        const world = {
          attempt: () => ({ category, confidence, ranMs: 0 }),
          cured: (n: number) => looks[n % looks.length] ?? null,
          random: cycle(values),
        }
        const { dials, seen } = simulate(world, defaults, 6)
        expect(seen).toHaveLength(1)
        expect(inHour(dials, 0)).toBeLessThanOrEqual(14)
        for (const hour of [1, 2, 3, 4, 5]) expect(inHour(dials, hour)).toBeLessThanOrEqual(2)
      },
    ),
  )
})

test('no course of attempts loses a suspension or invents one', () => {
  const attempt = fc.record({
    category: fc.constantFrom(...names),
    confidence: fc.constantFrom(0.3, 0.8, 1),
    ranMs: fc.constantFrom(0, 0, 0, 1_000, 59_999, 60_000, 65_000, 3_000_000),
  })
  fc.assert(
    fc.property(fc.array(attempt, { minLength: 1, maxLength: 40 }), draws, answers, (attempts, values, looks) => {
      const world = {
        attempt: (n: number) => attempts[n % attempts.length] as Attempt,
        cured: (n: number) => looks[n % looks.length] ?? null,
        random: cycle(values),
      }
      const { seen } = simulate(world, defaults, 12)
      // It begins with a cause that counts, ends with a stable run or a cause that never counts, and nothing else.
      seen.forEach(({ suspended, by }, index) => {
        expect(suspended).toBe(index % 2 === 0)
        const counts = by === 'stable' ? null : categories[by as Category].counts
        if (suspended) expect(counts).toMatch(/^(yes|terminal)$/)
        else expect([null, 'never']).toContain(counts)
      })
    }),
  )
})
