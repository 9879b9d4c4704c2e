import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

const stampName = '.made' // written last, inside the folder, so that a half-made one never carries it

/**
 * True if `folder` was completed for exactly this `stamp`.
 * @param {string} folder
 * @param {string} stamp
 */
export async function isMade(folder, stamp) {
  const file = join(folder, stampName)
  return existsSync(file) && (await readFile(file, 'utf8')) === stamp
}

/**
 * Makes a cached folder whole or not at all: `fill` works beside it, then one rename puts it in place.
 * What interrupted runs left beside it is removed. The caller holds the set-up lock.
 * @param {string} folder
 * @param {string} stamp - what the content depends on
 * @param {(work: string) => Promise<void>} fill
 */
export async function makeFolder(folder, stamp, fill) {
  if (await isMade(folder, stamp)) return
  const parent = dirname(folder)
  const prefix = `${basename(folder)}.tmp-`
  await mkdir(parent, { recursive: true })
  for (const name of await readdir(parent))
    if (name.startsWith(prefix)) await rm(join(parent, name), { recursive: true, force: true })
  const work = join(parent, `${prefix}${process.pid}`)
  await mkdir(work)
  try {
    await fill(work)
    await writeFile(join(work, stampName), stamp)
    const old = `${work}-old`
    if (existsSync(folder)) await rename(folder, old)
    await rename(work, folder)
    await rm(old, { recursive: true, force: true })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
