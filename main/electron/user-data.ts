import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'

/**
 * Puts Electron's own files inside the data folder: one instance a data folder follows, because Electron allows one
 * a user-data folder. Made here for the user alone (0700), before Electron would make it for everybody.
 */
export function keepUserDataIn(dataFolder: string): void {
  const folder = join(dataFolder, 'run', 'electron')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch {
    return // the core will say what is wrong with the folder, in a window that needs a folder elsewhere
  }
  app.setPath('userData', folder)
}
