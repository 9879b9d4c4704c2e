import { expect, test } from 'vitest'
import type { AppView } from '#shared/ipc/contract'
import { sampleApp } from '../../stores/sample.ts'
import { showsStartup } from './startup.ts'

const connecting = (total: number, done: number): Partial<AppView> => ({
  phase: 'connecting',
  startup: { total, done, connected: done, failed: 0 },
})

test.each<[string, Partial<AppView>, number, boolean]>([
  ['the core starts', { phase: 'starting' }, 0, true],
  ['the last one connects, soon after the start', connecting(9, 8), 9_999, true],
  ['one hangs', connecting(9, 8), 10_000, false],
  ['many are still open', connecting(40, 36), 60_000, true],
  ['all but a few have answered', connecting(40, 37), 60_000, false],
  ['many hang', connecting(40, 10), 120_000, false],
  ['no server is configured', connecting(0, 0), 0, false],
  ['all is paused', { ...connecting(9, 2), paused: true }, 0, false],
  ['the index is built', { phase: 'indexing' }, 60_000, true],
  ['every server has an outcome', { phase: 'ready' }, 0, false],
])('when %s', (_case, change, nowAt, shown) => {
  expect(showsStartup(sampleApp({ startedAt: 0, ...change }), nowAt)).toBe(shown)
})
