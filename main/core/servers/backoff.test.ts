import fc from 'fast-check'
import { expect, test } from 'vitest'
import { retryDelayMs, signInDelayMs } from './backoff.ts'

const HOUR_MS = 3_600_000
const maxMs = 300_000

test.each([
  [0, 500, 1_000],
  [1, 1_000, 2_000],
  [4, 8_000, 16_000],
  [8, 128_000, 256_000],
  [9, 150_000, 300_000],
  [5_000, 150_000, 300_000],
])('after %i retries the wait lies between %i and %i ms', (retries, leastMs, mostMs) => {
  expect(retryDelayMs(retries, { maxMs, random: () => 0 })).toBe(leastMs)
  expect(retryDelayMs(retries, { maxMs, random: () => 1 })).toBe(mostMs)
})

test('a small maximum holds from the first retry on', () => {
  expect(retryDelayMs(0, { maxMs: 200, random: () => 1 })).toBe(200)
})

test('Retry-After is a minimum, never a shortcut, and at most a day', () => {
  const wait = (retryAfterMs: number) => retryDelayMs(3, { maxMs, random: () => 0, retryAfterMs })
  expect([wait(100), wait(90_000), wait(365 * 24 * HOUR_MS)]).toEqual([4_000, 90_000, 24 * HOUR_MS])
})

test('sign-in is asked for after 5 min, 15 min, 1 h, 4 h, then daily', () => {
  const minutes = [0, 1, 2, 3, 4, 5, 99].map(retries => signInDelayMs(retries) / 60_000)
  expect(minutes).toEqual([5, 15, 60, 240, 1_440, 1_440, 1_440])
  expect(signInDelayMs(0, HOUR_MS)).toBe(HOUR_MS)
})

test('a dead server is dialled at most 34 times in the first hour and 24 times in each later one', () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(fc.array(chance, { minLength: 120, maxLength: 120 }), chances => {
      const dialsPerHour: number[] = []
      let nowMs = 0
      for (let dial = 0; dial < chances.length; dial++) {
        const hour = Math.floor(nowMs / HOUR_MS)
        dialsPerHour[hour] = (dialsPerHour[hour] ?? 0) + 1
        nowMs += retryDelayMs(dial, { maxMs, random: () => chances[dial] ?? 0 })
      }
      const [first = 0, ...later] = dialsPerHour
      return first <= 34 && later.every(dials => dials <= 24)
    }),
    { examples: [[Array<number>(120).fill(0)]] }, // the shortest waits there are
  )
})
