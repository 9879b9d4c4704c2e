import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Ledger } from './ledger.ts'
import type { LedgerEntry } from './ledger-entry.ts'

let folder: string
let path: string
let troubles: (string | null)[]
let ledger: Ledger | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ledger-'))
  path = join(folder, 'ledger.jsonl')
  troubles = []
})
afterEach(async () => {
  await ledger?.[Symbol.asyncDispose]()
  ledger = undefined
  await rm(folder, { recursive: true, force: true })
})

const open = async () =>
  (ledger = await Ledger.open({
    ...{ path, folderId: 'folder', bootId: 'boot' },
    onTrouble: error => void troubles.push(error === null ? null : ((error as NodeJS.ErrnoException).code ?? 'other')),
  }))
const intent = (attempt: string): LedgerEntry => ({
  ...{ kind: 'intent', attempt, run: 'folder:run', server: 's', bootId: 'boot', group: null },
})
const started = (attempt: string, pid: number): LedgerEntry => ({
  ...{ kind: 'process', attempt, pid, startTime: '5', pgid: pid },
})
const attemptsOnDisk = async () =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map(line => (JSON.parse(line) as { attempt: string }).attempt)

test('[G4] an intent is on disk when its promise resolves, however many come at once', async () => {
  const own = await open()
  const names = Array.from({ length: 100 }, (_, i) => `a${i}`)
  await Promise.all(names.map(name => own.record(intent(name))))
  expect(await attemptsOnDisk()).toEqual(names)
})

test('[G4] the next life reads what this one has not ended, and appends behind a torn line', async () => {
  await writeFile(path, `${JSON.stringify(intent('a'))}\n${JSON.stringify(started('a', 10))}\n{"kind":"proc`)
  const own = await open()
  expect(own.attempts.map(({ attempt, processes }) => [attempt, [...processes.keys()]])).toEqual([['a', [10]]])
  await own.record(intent('b'))
  expect(await attemptsOnDisk()).toEqual(['a', 'a', 'b'])
})

test('[G7] it stays small, however often servers start and stop, and is empty after a clean end', async () => {
  const own = await open()
  await own.record(intent('kept'))
  for (let i = 0; i < 50; i++) {
    for (let j = 0; j < 50; j++) {
      own.note(intent(`a${i}.${j}`))
      own.note(started(`a${i}.${j}`, 1_000 + j))
      own.note({ kind: 'end', attempt: `a${i}.${j}` })
    }
    await own.record(intent('kept'))
  }
  expect((await stat(path)).size).toBeLessThan(400_000)
  expect(await attemptsOnDisk()).toContain('kept')
  own.note({ kind: 'end', attempt: 'kept' })
  await own[Symbol.asyncDispose]()
  expect(await readFile(path, 'utf8')).toBe('')
})

test('[G9] one that cannot be written delays nobody, is told once, and makes up for it when it can', async () => {
  await mkdir(path) // nothing can be read from a folder, appended to it or put in its place
  const own = await open()
  await own.record(intent('a'))
  await own.record(intent('b'))
  expect(troubles).toEqual(['EISDIR'])
  await rm(path, { recursive: true })
  await own.record(intent('c'))
  expect({ troubles, found: await attemptsOnDisk() }).toEqual({ troubles: ['EISDIR', null], found: ['a', 'b', 'c'] })
})
