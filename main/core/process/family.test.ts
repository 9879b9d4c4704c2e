import { expect, test } from 'vitest'
import { livingFamily, treeUnder } from './family.ts'
import type { ProcessEntry } from './process-table.ts'

const marker = { run: 'f:r', server: 's', attempt: 'a1' }
const entry = (pid: number, more: Partial<ProcessEntry> = {}): ProcessEntry => ({
  pid,
  ppid: 1,
  pgid: pid,
  startTime: '5',
  state: 'S',
  marker: null,
  ...more,
})
const pids = (entries: readonly ProcessEntry[]) => entries.map(({ pid }) => pid)

test.each<[string, readonly ProcessEntry[], boolean, readonly number[]]>([
  ['the group belongs to the child', [entry(10), entry(11, { pgid: 10 }), entry(99)], false, [10, 11]],
  ['so do orphans of the group when the root has ended', [entry(11, { pgid: 10 })], true, [11]],
  ['a zombie is dead', [entry(10, { state: 'Z' }), entry(11, { pgid: 10, state: 'Z' })], true, []],
  ['a root that is not yet collected hides nobody', [entry(10, { state: 'Z' }), entry(11, { pgid: 10 })], true, [11]],
  ['a stranger with the reused number and his group are spared', [entry(10), entry(12, { pgid: 10 })], true, []],
  ['who left the group is known by the marker', [entry(30, { marker })], true, [30]],
  ['another attempt’s marker is somebody else', [entry(30, { marker: { ...marker, attempt: 'a2' } })], true, []],
  ['a program opened for the user is spared', [entry(30, { marker, opened: true })], true, []],
])('%s', (_, entries, ended, expected) => {
  expect(pids(livingFamily(entries, { pid: 10, ended, marker }))).toEqual(expected)
})

test('a tree is followed by parent links to any depth, and not into processes older than the parent', () => {
  const entries = [
    entry(12, { ppid: 11, startTime: '7' }),
    entry(11, { ppid: 10, startTime: '6' }),
    entry(10, { startTime: '5' }),
    entry(13, { ppid: 10, startTime: '4' }), // its parent was an earlier process with the number 10
    entry(14, { ppid: 9 }),
  ]
  expect(pids(treeUnder(entries, 10)).toSorted((a, b) => a - b)).toEqual([10, 11, 12])
  expect(pids(treeUnder(entries.slice(0, 2), 10)).toSorted((a, b) => a - b)).toEqual([11, 12])
})
