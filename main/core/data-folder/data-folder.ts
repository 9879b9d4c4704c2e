import { chmod, mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { dataFolderUnusable } from './data-folder-unusable.ts'

/** Where everything of one data folder lies. */
export interface DataFolder {
  readonly folder: string
  readonly configFile: string
  readonly stateFile: string
  readonly reports: string
  readonly logs: string
  readonly run: string
  readonly backups: string
}

export function dataFolderAt(folder: string): DataFolder {
  return {
    folder,
    configFile: join(folder, 'mcp_config.json'),
    stateFile: join(folder, 'state.db'),
    reports: join(folder, 'reports'),
    logs: join(folder, 'logs'),
    run: join(folder, 'run'),
    backups: join(folder, 'backups'),
  }
}

/**
 * Creates what is missing, for the user alone (0700). The bits of a data folder that was there before are left:
 * it may be a shared one that somebody named by mistake.
 *
 * @throws {AppError} `DATA_FOLDER_UNUSABLE`
 */
export async function createDataFolder(folder: string): Promise<DataFolder> {
  const paths = dataFolderAt(folder)
  try {
    await makeFolder(folder)
    for (const own of [paths.reports, paths.logs, paths.run, paths.backups]) {
      await mkdir(own, { recursive: true, mode: 0o700 })
      if (process.platform !== 'win32') await chmod(own, 0o700)
    }
    return paths
  } catch (error) {
    throw dataFolderUnusable(folder, error)
  }
}

/** As recursive mkdir does, which Node repeats for ever where a folder that is there refuses new ones with ENOENT, such as /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' && !(await isThere(dirname(folder)))) {
      await makeFolder(dirname(folder))
      await makeFolder(folder) // somebody else may have made it in the meantime
    } else if (!(await isFolder(folder))) throw error
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isDirectory(),
    () => false,
  )
