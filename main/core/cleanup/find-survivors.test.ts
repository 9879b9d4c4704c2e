import { expect, test } from 'vitest'
import type { ProcessEntry } from '../process/process-table.ts'
import { findSurvivors, withAncestors } from './find-survivors.ts'
import type { LedgerAttempt } from './ledger-entry.ts'

const run = 'folder:dead'
const marker = { run, server: 's', attempt: 'a' }
const entry = (pid: number, more: Partial<ProcessEntry> = {}): ProcessEntry => ({
  ...{ pid, ppid: 1, pgid: pid, startTime: '5', state: 'S', marker: null },
  ...more,
})
const attempt = (pids: readonly number[], more: Partial<LedgerAttempt> = {}): LedgerAttempt => ({
  ...{ attempt: 'a', run, server: 's', bootId: null, group: null },
  processes: new Map(pids.map(pid => [pid, { pid, startTime: '5', pgid: pid }])),
  ...more,
})
const group = '/sys/fs/cgroup/mcpproxy-folder.dead.a'

test.each<[string, readonly LedgerAttempt[], readonly ProcessEntry[], readonly number[]]>([
  ['a recorded pid with its start time', [attempt([10])], [entry(10)], [10]],
  ['a stranger with a recorded pid', [attempt([10])], [entry(10, { startTime: '6' })], []],
  ['the stranger’s group too', [attempt([10])], [entry(10, { startTime: '6' }), entry(11, { pgid: 10 })], []],
  ['the group that a recorded one is in', [attempt([10])], [entry(10), entry(11, { pgid: 10 })], [10, 11]],
  ['a group that nobody vouches for', [attempt([10])], [entry(11, { pgid: 10 })], []],
  ['a zombie vouches for nobody', [attempt([10])], [entry(10, { state: 'Z' }), entry(11, { pgid: 10 })], []],
  ['our marker without any record', [], [entry(30, { marker })], [30]],
  ['the marker of a run that is not asked for', [], [entry(30, { marker: { ...marker, run: 'folder:new' } })], []],
  ['the marker of another data folder', [], [entry(30, { marker: { ...marker, run: 'other:dead' } })], []],
  ['a record of a run that is not asked for', [attempt([10], { run: 'folder:new' })], [entry(10)], []],
  [
    'what descends from one of them',
    [attempt([10])],
    [entry(10), entry(12, { ppid: 10 }), entry(13, { ppid: 12 })],
    [10, 12, 13],
  ],
  [
    'a child older than its parent is none',
    [attempt([10])],
    [entry(10), entry(12, { ppid: 10, startTime: '4' })],
    [10],
  ],
  ['the control group of the attempt', [attempt([], { group })], [entry(40)], [40]],
  ['a control group that is not the attempt’s', [attempt([], { group: '/sys/fs/cgroup' })], [entry(40)], []],
  [
    'one that was opened for the user, and its children',
    [],
    [entry(30, { marker, opened: true }), entry(31, { ppid: 30, marker })],
    [],
  ],
  ['one that moved to a scope and lost its marker', [attempt([50])], [entry(50)], []],
  ['ourselves', [], [entry(99, { marker })], []],
])('[G5] %s', (_, attempts, entries, expected) => {
  const found = findSurvivors(entries, {
    attempts,
    isOurRun: other => other === run,
    readGroup: path => new Set(path.endsWith('mcpproxy-folder.dead.a') || path === '/sys/fs/cgroup' ? [40] : []),
    isOpened: pid => pid === 50,
    spare: new Set([99]),
  })
  expect([...found.values()].flatMap(({ living }) => living.map(({ pid }) => pid))).toEqual(expected)
})

test('survivors are told by server', () => {
  const entries = [entry(10, { marker }), entry(11, { marker: { ...marker, server: 't' } })]
  const query = { attempts: [], isOurRun: () => true, readGroup: () => new Set<number>(), isOpened: () => false }
  expect([...findSurvivors(entries, { ...query, spare: new Set() }).keys()]).toEqual(['s', 't'])
})

test('ancestors end at the first process, also when parents go round', () => {
  const entries = [
    entry(1, { ppid: 0 }),
    entry(7),
    entry(9, { ppid: 7 }),
    entry(20, { ppid: 21 }),
    entry(21, { ppid: 20 }),
  ]
  expect([...withAncestors(entries, 9)]).toEqual([9, 7, 1])
  expect([...withAncestors(entries, 20)]).toEqual([20, 21])
})
