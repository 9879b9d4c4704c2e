import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#shared/errors'
import { sleep } from '#shared/sleep'
import { dataFolderUnusable } from './data-folder-unusable.ts'
import { dataFolderAt } from './data-folder.ts'
import { formatRecord, listGenerations, lockFile, readRecord, type LockRecord } from './lock-record.ts'
import { isAlive, ownIdentity, type ProcessIdentity } from './process-identity.ts'
import { writeFileAtomic } from './write-file-atomic.ts'

/** Proof that this process owns the data folder. Disposing gives it up. */
export interface DataFolderLock extends AsyncDisposable {
  readonly folder: string
  readonly owner: ProcessIdentity
}

/** Each round either ends or has seen another starter make progress. */
const maximumRounds = 100
/** A file without content may be one that is being written, where the file system has no links. */
const tornGraceMs = 500

/**
 * Takes the data folder for this process. A lock whose owner is dead (killed, another boot, its pid now another
 * process) or torn is taken over; of many starters exactly one gets it.
 *
 * @throws {AppError} `DATA_FOLDER_OWNED` naming the pid, `DATA_FOLDER_UNUSABLE`
 */
export async function acquireLock(folder: string): Promise<DataFolderLock> {
  const run = dataFolderAt(folder).run
  const owner = await ownIdentity()
  try {
    await mkdir(run, { recursive: true, mode: 0o700 })
    for (let round = 0; round < maximumRounds; round += 1) {
      const [highest = 0] = await listGenerations(run)
      const found = highest === 0 ? 'released' : await settledRecord(run, highest)
      if (found === null) continue // somebody else has moved on
      if (isOwner(found) && (await isAlive(found))) throw owned(folder, found.pid)
      const generation = highest + 1
      if (!(await claim(run, generation, owner))) continue
      // What we looked at may have been old: numbers only grow, so a higher one means that we came late.
      const [now = generation, ...older] = await listGenerations(run)
      if (now !== generation) {
        await rm(lockFile(run, generation), { force: true })
        continue
      }
      await removeLeftovers(run, older)
      return { folder, owner, [Symbol.asyncDispose]: () => release(run, generation) }
    }
    throw new Error(`${run} keeps changing`)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw dataFolderUnusable(folder, error)
  }
}

/** Who owns the data folder right now, or null. */
export async function readOwner(folder: string): Promise<ProcessIdentity | null> {
  const run = dataFolderAt(folder).run
  const [highest] = await listGenerations(run).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw dataFolderUnusable(folder, error)
  })
  const found = highest === undefined ? null : await readRecord(run, highest)
  return found !== null && isOwner(found) && (await isAlive(found)) ? found : null
}

const isOwner = (record: LockRecord): record is ProcessIdentity => typeof record === 'object'

const owned = (folder: string, pid: number): AppError =>
  new AppError(
    'DATA_FOLDER_OWNED',
    `The data folder ${folder} is in use by MCPProxy with process id ${pid}: quit that one first, or choose another folder with --data-dir.`,
    { folder, pid },
  )

/** A torn record that stays torn; a whole one at once. */
async function settledRecord(run: string, generation: number): Promise<LockRecord | null> {
  const record = await readRecord(run, generation)
  if (record !== 'torn') return record
  await sleep(tornGraceMs)
  return readRecord(run, generation)
}

/** True when the number is ours. A link makes name and content appear in one step. */
async function claim(run: string, generation: number, owner: ProcessIdentity): Promise<boolean> {
  const path = lockFile(run, generation)
  try {
    await writeFileAtomic(path, formatRecord(owner), { exclusive: true })
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EOPNOTSUPP') throw error
    return claimWithoutLinks(path, owner)
  }
}

/** For file systems without links, such as exFAT: name first, content after. */
async function claimWithoutLinks(path: string, owner: ProcessIdentity): Promise<boolean> {
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return null
    throw error
  })
  if (file === null) return false
  try {
    await file.writeFile(formatRecord(owner))
    await file.sync()
    return true
  } finally {
    await file.close()
  }
}

/** Lower numbers, and what a claim that was killed half way left. Only the owner comes here. */
async function removeLeftovers(run: string, older: readonly number[]): Promise<void> {
  const names = (await readdir(run)).filter(name => /^owner\.\d+\.lock\.(\d+)\.[0-9a-f]+\.tmp$/.test(name))
  const dead: string[] = []
  for (const name of names) {
    const pid = Number(name.split('.')[3])
    if (!(await isAlive({ pid, startTime: null, bootId: null }))) dead.push(join(run, name))
  }
  for (const path of [...older.map(number => lockFile(run, number)), ...dead]) await rm(path, { force: true })
}

/** The file stays, to keep the numbers growing, and says that nobody is there. */
async function release(run: string, generation: number): Promise<void> {
  const [highest] = await listGenerations(run)
  if (highest !== generation) return // the folder was emptied or taken over: nothing of ours is left
  await writeFileAtomic(lockFile(run, generation), formatRecord('released'))
}
