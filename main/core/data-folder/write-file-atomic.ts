import { randomBytes } from 'node:crypto'
import { link, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { sleep } from '#shared/sleep'

export interface AtomicWrite {
  /** Permission bits of the new file; 0600 unless told. */
  readonly mode?: number
  /** Fail with EEXIST rather than replace a file. Needs hard links; a file system without them throws too. */
  readonly exclusive?: boolean
  /** Last look before the file is replaced; false leaves it as it is. */
  readonly confirm?: () => Promise<boolean>
}

/**
 * Writes a file so that every reader sees the old content or the new one, whole, whatever happens in between.
 *
 * @returns false when `confirm` said no
 * @throws the system's error, such as ENOSPC or EACCES; the old file is then untouched and nothing is left beside it
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array,
  how: AtomicWrite = {},
): Promise<boolean> {
  const { mode = 0o600, exclusive = false, confirm } = how
  const temporary = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`
  try {
    const file = await open(temporary, 'wx', mode)
    try {
      await file.writeFile(content)
      await file.chmod(mode) // the process's umask may have taken bits away
      await file.sync()
    } finally {
      await file.close()
    }
    if (confirm !== undefined && !(await confirm())) return false
    if (exclusive) await link(temporary, path)
    else await replace(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
  await syncFolder(dirname(path))
  return true
}

/** Windows refuses while a virus scanner or indexer looks at the old file, for some milliseconds. */
async function replace(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rename(from, to)
    } catch (error) {
      const busy = ['EPERM', 'EBUSY', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')
      if (process.platform !== 'win32' || !busy || attempt === 10) throw error
      await sleep(attempt * 10)
    }
  }
}

/** Makes the new name itself survive a power failure, where the system can do that. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } catch (error) {
    // Some network file systems refuse to sync folders; the content itself is safe.
    if (!['EINVAL', 'ENOTSUP', 'EBADF'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    await handle.close()
  }
}
