import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Waits for the end of its input, at next to no cost, and then becomes the reaper. "done" first means that nothing is
 * left to do. Signals for our terminal or group are not meant for it.
 */
const script = `trap '' HUP INT QUIT TERM PIPE
while IFS= read -r word; do [ "$word" = done ] && exit 0; done
exec "$@"`

const longestPauseMs = 60_000

export interface GuardianOptions {
  /** What it runs when we are gone: a program and its arguments. */
  readonly reaper: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
  /** Told when it could not be started, and null when it could. */
  readonly onTrouble: (error: Error | null) => void
}

/**
 * A shell that outlives us by a moment and has our servers stopped when we die without a word.
 * It knows by a pipe whose other end only we hold: no polling, and no way to die unnoticed.
 */
export class Guardian implements AsyncDisposable {
  readonly #options: GuardianOptions
  #shell: ChildProcess | null = null
  #again: NodeJS.Timeout | null = null
  #pauseMs = 1_000
  #closed = false

  constructor(options: GuardianOptions) {
    this.#options = options
  }

  get pid(): number | null {
    return this.#shell?.pid ?? null
  }

  /** Starts it unless it runs. There is none on Windows, where a job object ends direct children with us. */
  ensure(): void {
    if (this.#closed || this.#shell !== null || process.platform === 'win32') return
    if (this.#again !== null) clearTimeout(this.#again)
    this.#again = null
    const shell = spawn('/bin/sh', ['-c', script, 'mcpproxy-guardian', ...this.#options.reaper], {
      cwd: '/',
      env: this.#options.env,
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true, // a session of its own: what is sent to our terminal or group does not reach it
    })
    this.#shell = shell
    shell.stdin?.on('error', () => {}) // its end says it better
    shell.unref()
    ;(shell.stdin as unknown as { unref?(): void } | null)?.unref?.() // a socket: it alone keeps nobody alive
    shell.once('spawn', () => this.#options.onTrouble(null))
    shell.once('error', error => this.#lost(shell, error))
    shell.once('exit', () => this.#lost(shell, null))
  }

  /** Tells it that nothing is left to do and waits for its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    if (this.#again !== null) clearTimeout(this.#again)
    const shell = this.#shell
    if (shell === null || shell.exitCode !== null || shell.signalCode !== null) return
    await new Promise<void>(resolve => {
      const timer = setTimeout(() => void shell.kill('SIGKILL'), 1_000)
      shell.once('exit', () => {
        clearTimeout(timer)
        resolve()
      })
      shell.ref()
      shell.stdin?.end('done\n')
    })
  }

  /** Somebody ended it, or it could not be started: without one we are not safe, so another follows. */
  #lost(shell: ChildProcess, error: Error | null): void {
    if (this.#shell !== shell) return
    this.#shell = null
    shell.stdin?.destroy()
    if (this.#closed) return
    if (error !== null) this.#options.onTrouble(error)
    this.#again = setTimeout(() => this.ensure(), this.#pauseMs)
    this.#again.unref()
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs)
  }
}

export interface ReaperCommand {
  readonly runFolder: string
  /** `<data folder id>:<run id>` of the run to clean up after. */
  readonly run: string
  readonly owner: { readonly pid: number; readonly startTime: string | null }
}

/** The reaper is this same program as plain Node. Null when its file is missing, as in a broken installation. */
export function reaperCommand({ runFolder, run, owner }: ReaperCommand): [string, ...string[]] | null {
  // Bundled, we are an entry or a chunk beside it; unbundled it is the source.
  const places = ['reaper.js', '../reaper.js', 'reaper.ts'].map(place => join(import.meta.dirname, place))
  const file = places.find(place => existsSync(place))
  if (file === undefined) return null
  return [process.execPath, file, runFolder, run, String(owner.pid), owner.startTime ?? '']
}

/** As little as the reaper needs: Electron must be told to be Node. */
export const reaperEnvironment = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  ...(process.env.LD_LIBRARY_PATH !== undefined && { LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH }),
  ...(process.versions.electron !== undefined && { ELECTRON_RUN_AS_NODE: '1' }),
})
