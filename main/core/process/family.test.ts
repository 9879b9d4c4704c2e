import { expect, test } from 'vitest'
import { findFamily, livingFamily, treeUnder } from './family.ts'
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

test.each<[string, readonly ProcessEntry[], readonly number[], readonly number[]]>([
  ['who was seen to descend, with his start time', [entry(40), entry(41, { startTime: '6' })], [40], []],
  ['the control group', [entry(50)], [50], []],
  ['the session, when the group was left', [entry(60, { sid: 10 })], [60], []],
  ['children of any of them', [entry(40), entry(42, { ppid: 40 }), entry(43, { ppid: 42 })], [40, 42, 43], []],
  [
    'but no program opened for the user, nor what it started',
    [entry(45), entry(46, { ppid: 45, marker })],
    [],
    [45, 46],
  ],
  ['nor one that moved to a scope of its own and has no marker', [entry(41), entry(47, { pgid: 10 })], [41], [47]],
  ['nor one in the group that the desktop launched', [entry(11, { pgid: 10, marker, opened: true })], [], [11]],
])('[G1] what was remembered makes a family: %s', (_, entries, living, opened) => {
  const root = {
    ...{ pid: 10, ended: true, marker, grouped: new Set([50]) },
    known: new Map([40, 41].map(pid => [pid, '5'])),
    opened: new Map([[45, '5']]),
  }
  const found = findFamily(entries, root, pid => pid === 47)
  expect({ living: pids(found.living), opened: pids(found.opened) }).toEqual({ living, opened })
})

test('[G1] a root is never taken for a program opened for the user, whatever it is', () => {
  const root = { pid: 10, ended: false, marker }
  expect(pids(findFamily([entry(10, { marker, opened: true })], root).living)).toEqual([10])
})
