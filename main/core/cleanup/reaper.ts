import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sleep } from '#shared/sleep'
import { isAlive, ownIdentity } from '../data-folder/process-identity.ts'
import { ControlGroups, readGroup } from '../process/control-groups.ts'
import { createProcessTable } from '../process/create-process-table.ts'
import { findSurvivors, withAncestors } from './find-survivors.ts'
import { readLedger } from './ledger-entry.ts'
import { reap } from './reap.ts'
import { writeReport } from './reap-report.ts'

// What the guardian becomes when the application has died without a word: a program of its own, bundled beside it.
// It stops what that run left and writes down what it did. The data folder's lock is not its business.
const [runFolder = '', run = '', pid = '', startTime = ''] = process.argv.slice(2)
/** The end of the pipe comes a moment before the end of the process. */
const ownerLimitMs = 1_000

const { bootId } = await ownIdentity()
const owner = { pid: Number(pid), startTime: startTime === '' ? null : startTime, bootId }
const deadline = Date.now() + ownerLimitMs
while ((await isAlive(owner)) && Date.now() < deadline) await sleep(20)
// A pipe that closed while the application lives on: it is in charge, and will stop them itself.
if (run !== '' && !(await isAlive(owner))) {
  const table = createProcessTable()
  const folderId = run.slice(0, run.indexOf(':'))
  const ledger = await readFile(join(runFolder, 'ledger.jsonl'), 'utf8').catch(() => '') // the marker still finds them
  const attempts = [...readLedger(ledger, { folderId, bootId }).values()]
  const isOurRun = (other: string) => other === run
  const isOpened = table.isOpened ?? (() => false)
  const reaped = await reap({
    table,
    find: entries =>
      findSurvivors(entries, { attempts, isOurRun, readGroup, isOpened, spare: withAncestors(entries, process.pid) }),
  })
  await (await ControlGroups.find())?.removeEmpty(isOurRun) // it is where we were, and so are they
  if (reaped.length > 0) await writeReport(runFolder, { run, at: Date.now(), reaped })
}
