import { expect, test } from 'vitest'
import { phaseShares } from './phase-shares.ts'

const phase = (durationMs: number | null) => ({ name: 'spawn', startedAt: 0, durationMs }) as const

test.each([
  [[], []],
  [
    [100, 300],
    [0.25, 0.75],
  ],
  [
    [0, 0],
    [0.5, 0.5],
  ],
  [
    [100, 300, null],
    [1 / 6, 1 / 2, 1 / 3],
  ],
  [[null], [1]],
])('phases of %o ms have the shares %o', (durations, shares) => {
  expect(phaseShares(durations.map(phase)).map(({ share }) => Math.round(share * 1e6))).toEqual(
    shares.map(share => Math.round(share * 1e6)),
  )
})
