import { expect, test } from 'vitest'
import { formatCountdown } from './countdown.ts'
import { formatDuration, formatUptime } from './duration.ts'
import { formatRelative } from './relative-time.ts'

test.each([
  [-5, '0ms'],
  [0, '0ms'],
  [180.4, '180ms'],
  [999, '999ms'],
  [1_000, '1s'],
  [4_230, '4.2s'],
  [59_999, '59s'],
  [60_000, '1m'],
  [62_000, '1m 2s'],
  [3_600_000, '1h'],
  [11_520_000, '3h 12m'],
  [93_600_000, '1d 2h'],
])('a duration of %d ms reads %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})

test('an uptime shows whole seconds within the first minute, then none', () => {
  expect([0, 900, 4_230, 61_000].map(formatUptime)).toEqual(['0s', '0s', '4s', '1m'])
})

test.each([
  [0, 'now'],
  [-4, 'now'],
  [1, '0:01'],
  [12_000, '0:12'],
  [61_001, '1:02'],
  [3_665_000, '1:01:05'],
])('a countdown with %d ms left reads %s', (leftMs, text) => {
  expect(formatCountdown(1_000_000 + leftMs, 1_000_000)).toBe(text)
})

test.each([
  [0, 'now'],
  [-400, 'now'],
  [-42_000, '42s ago'],
  [-125_000, '2m ago'],
  [7_300_000, 'in 2h'],
  [-86_400_000, 'yesterday'],
])('an instant %d ms away reads %s', (deltaMs, text) => {
  expect(formatRelative(5_000_000_000 + deltaMs, 5_000_000_000)).toBe(text)
})
