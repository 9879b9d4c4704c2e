import { expect, test } from 'vitest'
import type { ProcessEntry } from '../process/process-table.ts'
import { findLeftovers, markedByRun } from './shutdown-leftovers.ts'

const entry = (pid: number, more: Partial<ProcessEntry> = {}): ProcessEntry => ({
  ...{ pid, ppid: 1, pgid: pid, startTime: '1', state: 'S' },
  marker: { run: 'folder:run', server: 'a', attempt: '1' },
  ...more,
})

test('only living processes of this run count, and no program that was opened for a person', () => {
  const entries = [
    entry(1),
    entry(2, { state: 'Z' }),
    entry(3, { marker: null }),
    entry(4, { marker: { run: 'folder:earlier', server: 'a', attempt: '1' } }),
    entry(5, { opened: true }),
  ]
  expect(markedByRun(entries, 'folder:run').map(({ pid }) => pid)).toEqual([1])
})

test('one that is just ending is waited for', async () => {
  const scans = [[entry(1)], []]
  const table = { snapshot: async () => scans.shift() ?? [], signal: () => true }
  expect(await findLeftovers(table, 'folder:run', 5_000)).toEqual([])
})

test('one that stays is named after the limit', async () => {
  const table = { snapshot: async () => [entry(7)], signal: () => true }
  expect((await findLeftovers(table, 'folder:run', 0)).map(({ pid }) => pid)).toEqual([7])
})
