import { createHash } from 'node:crypto'
import { mkdir, readFile, realpath, rename, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { writeFileAtomic } from '../data-folder/write-file-atomic.ts'

export type StoredText =
  | { readonly kind: 'text'; readonly text: string; readonly hash: string }
  | { readonly kind: 'missing' }
  /** The file is there but cannot be read; `hash` tells one such state from the next. */
  | { readonly kind: 'unreadable'; readonly message: string; readonly hash: string }

const backupCount = 5

/** The configuration file on disk: reads it, and replaces it in one step without ever losing a version. */
export class ConfigStorage {
  readonly path: string
  readonly #backupFolder: string
  readonly #write: typeof writeFileAtomic

  constructor(path: string, backupFolder: string, write = writeFileAtomic) {
    this.path = path
    this.#backupFolder = backupFolder
    this.#write = write
  }

  async read(): Promise<StoredText> {
    try {
      const bytes = await readFile(this.path)
      const hash = hashOf(bytes)
      const text = decode(bytes)
      return text === null
        ? { kind: 'unreadable', message: 'The file is not encoded as UTF-8: save it as UTF-8.', hash }
        : { kind: 'text', text, hash }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') return { kind: 'missing' }
      return { kind: 'unreadable', message: `The file cannot be read (${code ?? String(error)}).`, hash: String(code) }
    }
  }

  /** @throws the system's error; `EEXIST` when somebody else was first. @returns the hash of what was written */
  async create(text: string): Promise<string> {
    await this.#write(this.path, text, { exclusive: true }).catch(async (error: NodeJS.ErrnoException) => {
      const withoutLinks = ['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(error.code ?? '')
      if (!withoutLinks || (await this.read()).kind !== 'missing') throw error
      await this.#write(this.path, text)
    })
    return hashOf(text)
  }

  /**
   * Keeps a backup, then replaces the file if it is still `current`. A link is followed, permission bits are kept.
   *
   * @returns the hash of what was written, or null when the file had changed in the meantime
   * @throws the system's error, such as ENOSPC; the file is then as it was
   */
  async replace(current: { readonly text: string; readonly hash: string }, text: string): Promise<string | null> {
    const target = await realpath(this.path)
    const { mode } = await stat(target)
    await this.#backUp(current.text)
    const confirm = async () => {
      const now = await this.read()
      return now.kind === 'text' && now.hash === current.hash
    }
    return (await this.#write(target, text, { mode: mode & 0o777, confirm })) ? hashOf(text) : null
  }

  /** Shifts the older ones only once the new one is safely written. */
  async #backUp(text: string): Promise<void> {
    const backup = (number: number) => join(this.#backupFolder, `${basename(this.path)}.bak.${number}`)
    await mkdir(this.#backupFolder, { recursive: true, mode: 0o700 })
    const newest = await readFile(backup(1), 'utf8').catch(() => null)
    if (newest === text) return
    const fresh = join(this.#backupFolder, `${basename(this.path)}.bak.new`)
    await this.#write(fresh, text)
    for (let number = backupCount; number > 1; number -= 1) {
      await rename(backup(number - 1), backup(number)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
      })
    }
    await rename(fresh, backup(1))
  }
}

const hashOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

/** Null when the bytes are no UTF-8. The byte order mark is kept, so that it is written back. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
