import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { npm } from './npm.mjs'
import { root } from './paths.mjs'
import { step } from './say.mjs'

/**
 * Installs what the lock file names, unless npm's own record says that it is there.
 * @param {NodeJS.ProcessEnv} env
 */
export async function installDependencies(env) {
  if (await areInstalled()) return
  await step('installing dependencies', () =>
    // Not `npm ci`: it refuses a lock file that lacks platforms' optional packages, even those of other platforms.
    // This takes the locked versions as well and writes no lock file.
    npm(['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'], {
      what: 'installing dependencies',
      remedy: 'check that the npm registry can be reached and that the disk has 2 GB free, then run the command again',
      cwd: root,
      env,
      limitMs: 15 * 60_000,
    }),
  )
}

async function areInstalled() {
  // npm writes this record last: an interrupted installation carries none, or an older one.
  const record = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(record)) return false
  const read = async (/** @type {string} */ file) => JSON.parse(await readFile(file, 'utf8'))
  try {
    return matchesLock(await read(join(root, 'package-lock.json')), await read(record))
  } catch {
    return false // unreadable: npm says what is wrong with it, or writes it anew
  }
}

/**
 * True if every package that the lock file demands is recorded as installed, in that version.
 * @typedef {{ packages: Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }> }} Lock
 * @param {Lock} wanted
 * @param {Lock} installed
 */
export function matchesLock(wanted, installed) {
  return Object.entries(wanted.packages).every(([path, entry]) => {
    const found = installed.packages[path]
    if (path === '' || (!found && entry.optional)) return true // optional ones belong to other platforms
    return found?.version === entry.version && found?.integrity === entry.integrity
  })
}
