import { createHash } from 'node:crypto'
import { lstat, mkdir } from 'node:fs/promises'
import { dirname, posix } from 'node:path'
import { dataFolderUnusable } from './data-folder-unusable.ts'

/** macOS allows 103 bytes in a socket's path, Linux 107. */
const maximumBytes = 100

export interface SocketPlace {
  readonly platform: NodeJS.Platform
  /** User id; the short path carries it, since folders for temporary files are shared. */
  readonly uid: number
  readonly temporaryFolder: string
  /** Windows only: the random part of the pipe's name. */
  readonly pipeId?: string
}

/** Where the control socket of a data folder lies: in `run/`, or under a short path when that one is too long. */
export function controlSocketPath(folder: string, place: SocketPlace): string {
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  if (place.platform === 'win32')
    return `\\\\.\\pipe\\mcpproxy-${hash}${place.pipeId === undefined ? '' : `-${place.pipeId}`}`
  const usual = posix.join(folder, 'run', 'control.sock')
  if (Buffer.byteLength(usual) <= maximumBytes) return usual
  const short = posix.join(place.temporaryFolder, `mcpproxy-${place.uid}`, `${hash}.sock`)
  // macOS gives each user a private but long folder; /tmp is always short.
  return Buffer.byteLength(short) <= maximumBytes ? short : posix.join('/tmp', `mcpproxy-${place.uid}`, `${hash}.sock`)
}

/**
 * Creates the socket's folder for the user alone.
 *
 * @throws {AppError} `DATA_FOLDER_UNUSABLE` when it belongs to somebody else or is open to others
 */
export async function prepareSocketFolder(socketPath: string, uid: number): Promise<void> {
  const folder = dirname(socketPath)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const found = await lstat(folder) // a link put there by somebody else counts as theirs
    const ours = found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0
    if (!ours) throw Object.assign(new Error(`${folder} is open to others`), { code: 'EACCES' })
  } catch (error) {
    throw dataFolderUnusable(folder, error)
  }
}
