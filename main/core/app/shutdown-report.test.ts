import { expect, test } from 'vitest'
import { describeCleanup } from './shutdown-report.ts'

test.each([
  ['graceful', true, null],
  ['forced', true, null],
  ['leaked', true, 'files left processes that could not be stopped: 7, 8. End them by hand.'],
  ['leaked', false, 'files left processes that could not be stopped: 7, 8. End them by hand.'],
  [
    'unverified',
    true,
    'files was stopped, but whether it left processes behind could not be checked; its log says why.',
  ],
  ['unverified', false, null],
] as const)('a stop that was %s, verification wanted: %s', (outcome, verify, told) => {
  expect(describeCleanup({ server: 'files', at: 0, outcome, pids: [7, 8], durationMs: 1 }, verify)).toBe(told)
})
