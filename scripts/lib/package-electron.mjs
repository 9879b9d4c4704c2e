import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { compatFolder } from './electron-compat.mjs'
import { root } from './paths.mjs'

const executables = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }
const executable = executables[/** @type {'win32' | 'darwin'} */ (process.platform)] ?? 'electron'

/**
 * The Electron on this machine, and whether it is the stand-in that must never reach people.
 * @returns {{ folder: string, executable: string, isCompat: boolean }}
 * @throws when there is none yet
 */
export function findElectron() {
  const folders = [process.env.ELECTRON_OVERRIDE_DIST_PATH, join(root, 'node_modules/electron/dist'), compatFolder]
  const folder = folders.find(candidate => candidate && existsSync(join(candidate, executable)))
  if (!folder) throw new Error('There is no Electron here yet: run "npm run setup" first.')
  return { folder, executable: join(folder, executable), isCompat: folder === compatFolder }
}
