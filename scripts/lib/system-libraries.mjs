import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { capture } from './command.mjs'
import { step } from './say.mjs'
import { SetupError } from './setup-error.mjs'

const libraryPackages =
  'libgtk-3-0 libnss3 libasound2 libgbm1 libxss1 libnotify4 libatk-bridge2.0-0 libsecret-1-0'.split(' ')
const displayPackages = 'xvfb xauth dbus dbus-x11'.split(' ')

/**
 * Makes sure that Electron finds its libraries, and a display for tests where there is none. Linux only.
 * @param {{ executable: string, needsDisplay: boolean, env: NodeJS.ProcessEnv }} wanted
 * @throws {SetupError} naming the exact command when we may not install
 */
export async function ensureSystemLibraries({ executable, needsDisplay, env }) {
  if (process.platform !== 'linux') return
  const missing = await listMissing(executable, needsDisplay)
  if (missing.length === 0) return
  const packages = [...libraryPackages, ...(needsDisplay ? displayPackages : [])]
  const command = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`
  const remedy = isCommand('apt-get')
    ? `run: sudo sh -c '${command}'`
    : `install them with your system's package manager (Debian's names: ${packages.join(' ')})`
  if (process.getuid?.() !== 0 || !isCommand('apt-get'))
    throw new SetupError(`system libraries are missing: ${missing.join(', ')}`, { remedy })
  const options = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, remedy, limitMs: 15 * 60_000 }
  await step(`installing system libraries (missing: ${missing.slice(0, 4).join(', ')})`, async () => {
    await capture('apt-get', ['update'], { ...options, what: 'refreshing the package lists' })
    await capture('apt-get', ['install', '-y', '--no-install-recommends', ...packages], {
      ...options,
      what: 'installing system libraries',
    })
  })
  const left = await listMissing(executable, needsDisplay)
  if (left.length > 0) throw new SetupError(`system libraries are still missing: ${left.join(', ')}`, { remedy })
}

const browserPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * A browser for the tests of the window's parts. Left to Playwright's own where there is no apt.
 * @param {{ env: NodeJS.ProcessEnv }} wanted
 * @throws {SetupError} naming the exact command when we may not install
 */
export async function ensureChromium({ env }) {
  if (env.MCPPROXY_CHROMIUM !== undefined || browserPlaces.some(place => existsSync(place))) return
  if (!isCommand('apt-get')) return
  const remedy = `run: sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends chromium'`
  if (process.getuid?.() !== 0) throw new SetupError('Chromium is missing', { remedy })
  const options = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, remedy, limitMs: 15 * 60_000 }
  await step('installing Chromium for the tests', async () => {
    await capture('apt-get', ['update'], { ...options, what: 'refreshing the package lists' })
    await capture('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
      ...options,
      what: 'installing Chromium',
    })
  })
}

/**
 * @param {string} executable
 * @param {boolean} needsDisplay
 */
async function listMissing(executable, needsDisplay) {
  const commands = needsDisplay ? ['xvfb-run', 'xauth', 'dbus-run-session'].filter(name => !isCommand(name)) : []
  try {
    const { stdout } = await promisify(execFile)('ldd', [executable], { timeout: 20_000 })
    return [...parseMissing(stdout), ...commands]
  } catch {
    return commands // no ldd (musl, for one): the application itself will tell
  }
}

/**
 * The libraries that `ldd` could not find.
 * @param {string} listing
 */
export const parseMissing = listing => [...listing.matchAll(/^\s*(\S+) => not found/gm)].map(match => match[1] ?? '')

/** @param {string} name */
export function isCommand(name) {
  return (process.env.PATH ?? '').split(delimiter).some(folder => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
