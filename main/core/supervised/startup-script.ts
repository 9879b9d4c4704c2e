import { homedir } from 'node:os'
import type { ServerConfig } from '#shared/config'
import { Emitter } from '#shared/emitter'
import { sleep } from '#shared/sleep'
import type { AppView, CleanupView } from '#shared/ipc/contract'
import type { Log, ServerLog } from '../log/log.ts'
import type { Exit } from '../process/spawn-owned.ts'
import type { Expansion } from '../servers/dependencies.ts'
import type { CleanupRecord } from '../transports/transport.ts'
import { waitForProbe } from './probe.ts'
import { describeExit, planScript, scriptName, type ScriptPlan, type ScriptSettings } from './script-plan.ts'
import { SupervisedProcess, type Supervision } from './supervised-process.ts'

export interface ScriptParts {
  readonly supervision: Supervision
  readonly expand: (entry: ServerConfig) => Expansion | Promise<Expansion>
  /** `logs/startup-script.log`; opened when there is something to say. */
  readonly log: () => ServerLog
  readonly mainLog: Log
  /** One sentence for people; the servers start all the same. */
  readonly onProblem: (message: string) => void
  readonly onCleanup: (record: CleanupView) => void
}

type Run = Extract<ScriptPlan, { kind: 'run' }>
type View = NonNullable<AppView['startupScript']>

/** The user's own script, run once before the servers start. Whatever becomes of it, the servers start. */
export class StartupScript {
  readonly #parts: ScriptParts
  readonly #ended = new AbortController()
  readonly #changed = new Emitter<void>()
  readonly onChange = this.#changed.on
  #starting: Promise<SupervisedProcess> | null = null
  #stopping: Promise<void> | null = null
  #view: View | null = null
  /** While its probe has not passed, it may not end. */
  #isProbed = false
  #isRecorded = false

  constructor(parts: ScriptParts) {
    this.#parts = parts
  }

  /** Null while none is configured. */
  get view(): View | null {
    return this.#view
  }

  /** Runs it. Resolves, never rejects, when the servers may start. Call once. */
  async run(settings: ScriptSettings): Promise<void> {
    const plan = planScript(settings)
    if (plan.kind === 'off' || this.#ended.signal.aborted) return
    if (plan.kind === 'unusable') return this.#fail(plan.reason, null)
    try {
      await this.#run(plan)
    } catch (error) {
      if (!this.#ended.signal.aborted) this.#fail(`could not be run: ${(error as Error).message}`, null)
    }
  }

  /** Stops it with everything it started, and proves it. Safe at any time. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  async #run(plan: Run): Promise<void> {
    const { expand, log, mainLog, supervision } = this.#parts
    const { server: entry, missing } = await expand(plan.entry)
    if (missing.length > 0) return this.#fail(`needs ${missing.join(', ')}, which is not set`, null)
    if (this.#ended.signal.aborted) return
    const { command = '', args, env, working_dir: cwd = homedir() } = entry
    const output = log()
    this.#starting = SupervisedProcess.start(
      { name: scriptName, command, args, env, cwd },
      supervision,
      (source, line) => output.output(source, line),
    )
    const child = await this.#starting
    this.#show({ state: 'running', exit: null })
    output.info('started')
    mainLog.info('The startup script has started')
    const exited = child.exited.then(exit => this.#hearExit(exit))
    if (plan.until !== 'nothing') await this.#hold(plan, child, exited)
  }

  /** Waits for what the servers wait for, at most as long as configured. */
  async #hold({ until, limitMs }: Run, child: SupervisedProcess, exited: Promise<void>): Promise<void> {
    const done = new AbortController()
    const signal = AbortSignal.any([done.signal, this.#ended.signal])
    const probe = typeof until === 'object' ? [waitForProbe(until, signal)] : []
    this.#isProbed = probe.length > 0
    const ready = Promise.race([exited, ...probe]).then(
      () => 'ready',
      () => 'ended',
    )
    const late = sleep(limitMs, signal).then(
      () => 'late',
      () => 'ended',
    )
    const outcome = await Promise.race([ready, late])
    this.#isProbed = false
    done.abort(new Error('No longer waited for'))
    if (outcome !== 'late') return
    const seconds = limitMs / 1_000
    if (until !== 'exit') return this.#fail(`did not pass its probe within ${seconds} s; it is left running`, null, 'running') // prettier-ignore
    this.#fail(`did not end within ${seconds} s and was stopped`, null)
    this.#record(await child.stop())
  }

  #hearExit(exit: Exit): void {
    if (this.#ended.signal.aborted || this.#view?.state === 'failed') return
    const { log, mainLog } = this.#parts
    const how = exit.signal === null ? `exit code ${exit.code}` : exit.signal
    log().info(`ended with ${how}`)
    mainLog.info('The startup script has ended', { ...exit })
    const problem = describeExit(exit, this.#isProbed)
    if (problem === null) this.#show({ state: 'ended', exit: { ...exit } })
    else this.#fail(problem, exit)
  }

  #fail(reason: string, exit: Exit | null, state: View['state'] = 'failed'): void {
    const message = `The startup script ${reason}.`
    this.#parts.log().error(reason)
    this.#parts.mainLog.error(message)
    this.#show({ state, exit: exit === null ? null : { ...exit } })
    this.#parts.onProblem(`${message} The servers start all the same; see logs/startup-script.log.`)
  }

  async #stop(): Promise<void> {
    this.#ended.abort(new Error('MCPProxy is stopping'))
    const child = await this.#starting?.catch(() => null)
    if (child != null) this.#record(await child.stop())
    if (this.#view?.state === 'running') this.#show({ state: 'ended', exit: child?.exit ?? null })
    this.#changed[Symbol.dispose]()
  }

  #record({ outcome, pids, durationMs }: CleanupRecord): void {
    if (this.#isRecorded) return
    this.#isRecorded = true
    this.#parts.log().info(`stopped (${outcome})`)
    this.#parts.onCleanup({ server: scriptName, at: Date.now(), outcome, pids: [...pids], durationMs })
  }

  #show(view: View): void {
    this.#view = view
    this.#changed.emit()
  }
}
