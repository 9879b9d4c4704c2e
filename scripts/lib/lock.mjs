import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { say } from './say.mjs'
import { SetupError } from './setup-error.mjs'

const pollMs = 200
const tellAfterMs = 1_000

/**
 * Does `work` while no other process holds the lock. A lock whose process is gone is taken over.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {{ limitMs?: number }} [options]
 * @returns {Promise<T>}
 * @throws {SetupError} when another live process holds it for longer than `limitMs`
 */
export async function withLock(file, work, { limitMs = 20 * 60_000 } = {}) {
  await mkdir(dirname(file), { recursive: true })
  const startedAt = Date.now()
  let told = false
  for (;;) {
    if (await claim(file)) break
    const holder = await readHolder(file)
    const waitedMs = Date.now() - startedAt
    if (holder !== null && !isAlive(holder)) {
      await takeAway(file, holder)
      continue
    }
    if (waitedMs > limitMs)
      throw new SetupError(`another set-up (process ${holder}) is still at work`, {
        remedy: `wait for it, or end it and delete ${file}`,
      })
    if (!told && waitedMs > tellAfterMs) {
      told = true
      say(`waiting for another set-up of this clone (process ${holder}) …`)
    }
    await sleep(pollMs)
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

/** @param {string} file */
async function claim(file) {
  // A link appears together with its content, so a reader never sees a lock without its holder.
  const own = `${file}.${randomUUID()}`
  await writeFile(own, String(process.pid))
  try {
    await link(own, file)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(own, { force: true })
  }
}

/**
 * Removes the lock of a dead process, and puts back one that a faster waiter has taken in the meantime.
 * @param {string} file
 * @param {number} dead
 */
async function takeAway(file, dead) {
  const aside = `${file}.${randomUUID()}`
  try {
    await rename(file, aside)
    if ((await readHolder(aside)) !== dead) await link(aside, file)
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? '')) throw error
  } finally {
    await rm(aside, { force: true })
  }
}

/** @param {string} file */
async function readHolder(file) {
  try {
    return Number(await readFile(file, 'utf8'))
  } catch {
    return null // released in this moment
  }
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}
