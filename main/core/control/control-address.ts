import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { AppError } from '#shared/errors'
import { controlSocketPath } from '../data-folder/control-socket-path.ts'

/** Where the owner of a data folder listens. */
export interface ControlAddress {
  readonly path: string
  /** Windows only: pipes have no owner that could be checked, so peers must say it. */
  readonly token?: string | undefined
}

const addressFile = z.object({ path: z.string(), token: z.string() })

/** Chooses the address to listen on; on Windows it is new with each start and told in a file for this user alone. */
export async function createControlAddress(folder: string, platform = process.platform): Promise<ControlAddress> {
  if (platform !== 'win32') return { path: unixPath(folder, platform) }
  const pipeId = randomBytes(16).toString('hex')
  const address = {
    path: controlSocketPath(folder, { platform, uid: 0, temporaryFolder: '', pipeId }),
    token: randomBytes(32).toString('hex'),
  }
  const file = fileOf(folder)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await rm(file, { force: true }) // the mode counts for new files only
  await writeFile(file, JSON.stringify(address), { mode: 0o600, flag: 'wx' })
  return address
}

/**
 * Finds where the owner listens, if there is one.
 * @throws {AppError} `NO_OWNER` when it can be told without trying
 */
export async function findControlAddress(folder: string, platform = process.platform): Promise<ControlAddress> {
  if (platform !== 'win32') return { path: unixPath(folder, platform) }
  try {
    return addressFile.parse(JSON.parse(await readFile(fileOf(folder), 'utf8')))
  } catch (cause) {
    throw new AppError('NO_OWNER', `No MCPProxy runs for ${folder}`, { folder }, { cause })
  }
}

const fileOf = (folder: string) => join(folder, 'run', 'control.json')

/** Not the folder that TMPDIR names: owner and command may be started with different ones. */
const unixPath = (folder: string, platform: NodeJS.Platform) =>
  controlSocketPath(folder, { platform, uid: process.getuid?.() ?? 0, temporaryFolder: '/tmp' })
