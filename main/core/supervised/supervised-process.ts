import { baseEnvironment } from '../process/base-environment.ts'
import type { Custody } from '../process/custody.ts'
import type { Marker } from '../process/marker.ts'
import type { ProcessTable } from '../process/process-table.ts'
import { spawnOwned, type Exit, type OwnedChild } from '../process/spawn-owned.ts'
import { stopTree, type StopOptions } from '../process/stop-tree.ts'
import { OutputCapture } from '../transports/output-capture.ts'
import type { CleanupRecord } from '../transports/transport.ts'

/** What to run. References are replaced already. */
export interface HelperSpec {
  /** Whose child it says it is, where a server has its name. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
}

/** What every helper program needs from the rest of core. */
export interface Supervision {
  readonly table: ProcessTable
  /** Our own environment, its PATH repaired from the login shell. */
  readonly environment: () => Readonly<Record<string, string | undefined>>
  /** `<data folder id>:<run id>` */
  readonly run: string
  readonly newId: () => string
  readonly redact: (text: string) => string
  readonly stop: () => StopOptions
  readonly custody?: Custody
}

export type OnLine = (source: 'stderr' | 'stdout', line: string) => void

/** A program that is no MCP server, owned and stopped like one: with its group, its marks and everything it started. */
export class SupervisedProcess {
  readonly #child: OwnedChild
  readonly #supervision: Supervision
  readonly #release: () => void
  #stopping: Promise<CleanupRecord> | null = null
  /** Resolves when the program itself has ended; what it started may live on until {@link stop}. */
  readonly exited: Promise<Exit>

  private constructor(child: OwnedChild, supervision: Supervision, exited: Promise<Exit>, release: () => void) {
    this.#child = child
    this.#supervision = supervision
    this.exited = exited
    this.#release = release
  }

  /** @throws {SpawnError} with a sentence for people */
  static async start(spec: HelperSpec, supervision: Supervision, onLine: OnLine): Promise<SupervisedProcess> {
    const { run, newId, environment, redact, custody } = supervision
    const marker: Marker = { run, server: spec.name, attempt: newId() }
    const out = new OutputCapture(redact, line => onLine('stdout', line))
    const err = new OutputCapture(redact, line => onLine('stderr', line))
    let tellExit: (exit: Exit) => void = () => {}
    const exited = new Promise<Exit>(resolve => (tellExit = resolve))
    const env = baseEnvironment(environment(), spec.env, marker)
    const child = await spawnOwned(
      { command: spec.command, args: spec.args, env, cwd: spec.cwd, marker, ...(custody !== undefined && { custody }) },
      { onStdout: chunk => out.push(chunk), onStderr: chunk => err.push(chunk), onExit: tellExit },
    )
    const release = () => {
      for (const stream of [child.process.stdin, child.process.stdout, child.process.stderr]) stream.destroy()
      out.end()
      err.end()
    }
    return new SupervisedProcess(child, supervision, exited, release)
  }

  /** Null while it lives. */
  get exit(): Exit | null {
    return this.#child.exit
  }

  /** Stops it with everything it started, and proves it. Once: what is asked later gets the same record. */
  stop(): Promise<CleanupRecord> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  async #stop(): Promise<CleanupRecord> {
    const { table, stop } = this.#supervision
    // A script does not read its input: its end would be waited for in vain. Windows has no such signal.
    if (this.#child.exit === null && process.platform !== 'win32') table.signal(-this.#child.pid, 'SIGTERM')
    try {
      return await stopTree(this.#child, table, stop())
    } finally {
      this.#release()
    }
  }
}
