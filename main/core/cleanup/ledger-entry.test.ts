import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyEntry, entriesOf, formatEntry, readLedger, type LedgerEntry, type LedgerState } from './ledger-entry.ts'

const intent = (attempt: string, more: object = {}): LedgerEntry =>
  ({ kind: 'intent', attempt, run: 'folder:run', server: 's', bootId: 'boot', group: null, ...more }) as LedgerEntry
const started = (attempt: string, pid: number, more: object = {}): LedgerEntry =>
  ({ kind: 'process', attempt, pid, startTime: '5', pgid: pid, ...more }) as LedgerEntry
const own = { folderId: 'folder', bootId: 'boot' }
const pidsOf = (state: LedgerState) => [...state.values()].flatMap(({ processes }) => [...processes.keys()])
const text = (...entries: readonly (LedgerEntry | string)[]) =>
  entries.map(entry => (typeof entry === 'string' ? `${entry}\n` : formatEntry(entry))).join('')

test.each<[string, string, readonly number[]]>([
  ['what was started and has not ended', text(intent('a'), started('a', 10), started('a', 11)), [10, 11]],
  ['an end takes all of it away', text(intent('a'), started('a', 10), { kind: 'end', attempt: 'a' }), []],
  [
    'a torn last line costs itself',
    text(intent('a'), started('a', 10)) + '{"kind":"process","attempt":"a","pid":11',
    [10],
  ],
  ['damage in the middle costs itself', text(intent('a'), '\0\0\0', '[]', 'null', '7', started('a', 10)), [10]],
  ['another boot means nothing now', text(intent('a', { bootId: 'earlier' }), started('a', 10)), []],
  ['an unknown boot is not another one', text(intent('a', { bootId: null }), started('a', 10)), [10]],
  ['another data folder is somebody else', text(intent('a', { run: 'other:run' }), started('a', 10)), []],
  ['a folder whose name only begins like ours too', text(intent('a', { run: 'folder2:r' }), started('a', 10)), []],
  ['a process without its intent is nobody’s', text(started('a', 10)), []],
  [
    'pids that mean a group, the system or nothing',
    text(intent('a'), started('a', -10), started('a', 1), started('a', 0)),
    [],
  ],
  [
    'a reused number is its last bearer',
    text(intent('a'), started('a', 10), started('a', 10, { startTime: '9' })),
    [10],
  ],
])('%s', (_, ledger, expected) => {
  expect(pidsOf(readLedger(ledger, own))).toEqual(expected)
})

const anyEntry = fc.oneof(
  fc.record({ a: fc.integer({ min: 0, max: 5 }) }).map(({ a }) => intent(`a${a}`)),
  fc
    .record({ a: fc.integer({ min: 0, max: 5 }), pid: fc.integer({ min: 2, max: 20 }), start: fc.nat(9) })
    .map(({ a, pid, start }) => started(`a${a}`, pid, { startTime: String(start) })),
  fc.record({ a: fc.integer({ min: 0, max: 5 }) }).map(({ a }): LedgerEntry => ({ kind: 'end', attempt: `a${a}` })),
)

test('writing anew keeps the meaning, and cutting the file anywhere never makes somebody ours who was not', () => {
  fc.assert(
    fc.property(fc.array(anyEntry, { maxLength: 40 }), fc.nat(), (entries, cut) => {
      const state: LedgerState = new Map()
      for (const entry of entries) applyEntry(state, entry)
      const whole = text(...entries)
      expect(readLedger(text(...entriesOf(state.values())), own)).toEqual(state)
      const named = new Set(
        entries.flatMap(entry => (entry.kind === 'process' ? [`${entry.pid}@${entry.startTime}`] : [])),
      )
      for (const { processes } of readLedger(whole.slice(0, cut % (whole.length + 1)), own).values()) {
        for (const { pid, startTime } of processes.values()) expect(named).toContain(`${pid}@${startTime}`)
      }
    }),
  )
})
