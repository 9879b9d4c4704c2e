import { watch, type FSWatcher } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'

export interface FileWatcherTimes {
  /** Between looks at size and times, for systems and network folders that tell nothing. */
  readonly pollMs: number
  /** After the last sign of a change, so that an editor can finish. */
  readonly settleMs: number
}

/**
 * Says that a file may have changed. Watches its folder, since editors replace files, and looks at the file itself
 * now and then, since folders are deleted and watches fail.
 */
export class FileWatcher implements Disposable {
  readonly #path: string
  readonly #times: FileWatcherTimes
  readonly #onMaybeChanged: () => void
  readonly #poll: NodeJS.Timeout
  #watcher: FSWatcher | null = null
  #settling: NodeJS.Timeout | undefined
  #seen: string | null = null
  #disposed = false

  constructor(path: string, times: FileWatcherTimes, onMaybeChanged: () => void) {
    this.#path = path
    this.#times = times
    this.#onMaybeChanged = onMaybeChanged
    this.#watchFolder()
    this.#poll = setInterval(() => void this.#look(), times.pollMs)
    this.#poll.unref() // watching a file is no reason to stay alive
  }

  [Symbol.dispose](): void {
    this.#disposed = true
    this.#watcher?.close()
    clearInterval(this.#poll)
    clearTimeout(this.#settling)
  }

  #watchFolder(): void {
    try {
      this.#watcher = watch(dirname(this.#path), { persistent: false }, (_event, name) => {
        if (name === null || name === basename(this.#path)) this.#settle()
      })
      this.#watcher.on('error', () => this.#stopWatching())
    } catch {
      this.#watcher = null // no such folder, or no watches left: the looks go on
    }
  }

  #stopWatching(): void {
    this.#watcher?.close()
    this.#watcher = null
  }

  async #look(): Promise<void> {
    const found = await stat(this.#path, { bigint: true }).catch(() => null)
    if (this.#disposed) return
    const seen = found === null ? 'missing' : [found.ino, found.size, found.mtimeNs, found.ctimeNs].join()
    const changed = this.#seen !== null && this.#seen !== seen
    this.#seen = seen
    if (!changed) return
    // The folder itself may be a new one, which the old watch knows nothing of.
    this.#stopWatching()
    this.#watchFolder()
    this.#settle()
  }

  #settle(): void {
    if (this.#disposed) return
    clearTimeout(this.#settling)
    this.#settling = setTimeout(this.#onMaybeChanged, this.#times.settleMs)
    this.#settling.unref()
  }
}
