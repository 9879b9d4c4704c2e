import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { takeReports, writeReport } from './reap-report.ts'
import { describeLeaks, describeSurvivors } from './survivors.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reports-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const reaped = (pids: readonly number[], outcome: 'graceful' | 'forced' | 'leaked' = 'forced') =>
  ({ server: 's', outcome, pids, durationMs: 5 }) as const

test('[G3] what the guardian did is taken once by the next start', async () => {
  const report = { run: 'folder:a-b', at: 7, reaped: [reaped([10, 11])] }
  await writeReport(folder, report)
  expect(await takeReports(folder, 'folder')).toEqual([report])
  expect(await takeReports(folder, 'folder')).toEqual([])
  expect(await readdir(folder)).toEqual([])
})

test('what is damaged or of another data folder is dropped, other files stay', async () => {
  await writeReport(folder, { run: 'other:a', at: 7, reaped: [reaped([10])] })
  await writeFile(join(folder, 'reaped-torn.json'), '{"run":"folder:a","at":7,"rea')
  await writeFile(join(folder, 'reaped-odd.json'), '{"run":"folder:a","at":7,"reaped":[null,{"server":1}]}')
  await writeFile(join(folder, 'owner.1.lock'), '')
  expect(await takeReports(folder, 'folder')).toEqual([{ run: 'folder:a', at: 7, reaped: [] }])
  expect(await readdir(folder)).toEqual(['owner.1.lock'])
})

test.each([
  [[], null, null],
  [[reaped([])], null, null],
  [[reaped([10])], '1 process of the last run was still alive and was stopped.', null],
  [
    [reaped([10]), reaped([10, 11], 'graceful')],
    '2 processes of the last run were still alive and were stopped.',
    null,
  ],
  [[reaped([10], 'leaked')], null, 'Processes of the last run could not be stopped: 10. End them by hand.'],
])('[G4] people are told in one sentence: %j', (records, survivors, leaks) => {
  expect([describeSurvivors(records), describeLeaks(records)]).toEqual([survivors, leaks])
})
