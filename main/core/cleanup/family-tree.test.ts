import { expect, test } from 'vitest'
import type { ProcessEntry } from '../process/process-table.ts'
import { FamilyTree } from './family-tree.ts'

const run = 'folder:run'
const entry = (pid: number, more: Partial<ProcessEntry> = {}): ProcessEntry => ({
  ...{ pid, ppid: 1, pgid: pid, startTime: String(pid), state: 'S', marker: null },
  ...more,
})
/** Each list is one look: who arrived, and with them who is there. */
function grow(...looks: readonly (readonly ProcessEntry[])[]) {
  const tree = new FamilyTree()
  tree.add('a', { pid: 10, run })
  for (const arrived of looks) tree.take({ arrived, present: new Set(looks.flat().map(({ pid }) => pid)) })
  return { tree, pids: [...tree.members('a').keys()], opened: [...tree.opened('a').keys()] }
}
const marker = { run, server: 's', attempt: 'a' }

test.each<[string, readonly (readonly ProcessEntry[])[], readonly number[]]>([
  [
    'the root and its children, whatever the order of the list',
    [[entry(12, { ppid: 11 }), entry(11, { ppid: 10 }), entry(10)]],
    [10, 11, 12],
  ],
  ['who came later', [[entry(10)], [entry(11, { ppid: 10 })]], [10, 11]],
  ['one whose parents are gone, by its group', [[entry(10)], [entry(11, { pgid: 10 })]], [10, 11]],
  ['one that left the group, by its marker', [[entry(10)], [entry(11, { marker })]], [10, 11]],
  ['not a stranger', [[entry(10), entry(90)], [entry(91, { ppid: 90 })]], [10]],
  ['not the child of another run', [[entry(10)], [entry(11, { marker: { ...marker, run: 'folder:other' } })]], [10]],
  ['not a group whose number is no longer the root’s', [[entry(11, { pgid: 10 })]], []],
])('a family is %s', (_, looks, expected) => {
  expect(grow(...looks).pids).toEqual(expected)
})

test('[G6] a program opened for the user and what it starts are remembered as such, also when the opener has gone', () => {
  const opener = entry(11, { ppid: 10, marker })
  const { tree, pids, opened } = grow(
    [entry(10), opener],
    [{ ...opener, opened: true }], // it has become the opener
    [entry(12, { ppid: 11, marker })],
    [entry(13, { ppid: 12 })],
  )
  expect({ pids, opened }).toEqual({ pids: [10], opened: [11, 12, 13] })
  tree.take({ arrived: [], present: new Set([10, 13]) })
  expect([...tree.opened('a').keys()]).toEqual([13])
})

test('the dead are forgotten, and a tree without branches is empty', () => {
  const { tree } = grow([entry(10), entry(11, { ppid: 10 })])
  expect(tree.take({ arrived: [], present: new Set([11]) }).left).toEqual([{ attempt: 'a', pid: 10 }])
  expect([...tree.members('a').keys()]).toEqual([11])
  tree.remove('a')
  expect(tree.isEmpty).toBe(true)
  expect(tree.take({ arrived: [entry(12, { ppid: 11 })], present: new Set([12]) })).toEqual({ arrived: [], left: [] })
})
