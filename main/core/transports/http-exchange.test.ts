import { expect, test } from 'vitest'
import { parseRetryAfter } from './http-exchange.ts'

test.each([
  ['120', 120_000],
  ['Sun, 22 Nov 2026 16:00:10 GMT', 10_000],
  ['Sun, 22 Nov 2026 15:00:00 GMT', 0],
  ['soon', null],
  [null, null],
])('Retry-After %j means %j ms', (value, expected) => {
  expect(parseRetryAfter(value, Date.UTC(2026, 10, 22, 16))).toBe(expected)
})
