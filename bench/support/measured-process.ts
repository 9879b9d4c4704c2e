import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const probe = new URL('./probe.mjs', import.meta.url).href

export interface Report {
  readonly cpuMs: number
  readonly rssBytes: number
  readonly eventLoopDelayP99Ms: number
}

/** A Node program under measurement. */
export class MeasuredProcess implements AsyncDisposable {
  readonly child: ChildProcess
  readonly startedAtMs = performance.now()
  #output = ''
  readonly #news = new Set<() => void>()

  constructor(file: string, args: readonly string[]) {
    this.child = spawn(process.execPath, ['--expose-gc', '--import', probe, file, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', chunk => {
        this.#output += String(chunk)
        for (const tell of this.#news) tell()
      })
    }
  }

  /** Resolves when the program has printed `text`; with the milliseconds since its start. */
  async until(text: string, limitMs = 60_000): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      const fail = () => reject(new Error(`"${text}" never came; it printed: ${this.#output.slice(-2_000)}`))
      const timer = setTimeout(fail, limitMs)
      const check = () => {
        if (!this.#output.includes(text)) return
        clearTimeout(timer)
        this.#news.delete(check)
        resolve()
      }
      this.#news.add(check)
      this.child.once('exit', fail)
      check()
    })
    return performance.now() - this.startedAtMs
  }

  /**
   * What the process says of itself.
   * @param request - `reset` also starts the event-loop histogram anew; `quiet` ends it, and collects no garbage
   */
  async report(request: 'report' | 'reset' | 'quiet' = 'report'): Promise<Report> {
    const answer = once(this.child, 'message')
    this.child.send(request)
    return ((await answer) as [Report])[0]
  }

  /** Asks it to stop; returns how long that took, in milliseconds. */
  async stop(): Promise<number> {
    const startedAtMs = performance.now()
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, 'exit')
      this.child.kill('SIGTERM')
      await exited
    }
    return performance.now() - startedAtMs
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

export const fileOf = (relative: string, base: string): string => fileURLToPath(new URL(relative, base))
