import { Emitter } from '#shared/emitter'
import { isMessage, type JsonRpcMessage } from '#shared/json-rpc'
import { sleep } from '#shared/sleep'
import type { ProcessTable } from '../process/process-table.ts'
import { spawnOwned, SpawnError, type Exit, type OwnedChild, type SpawnSpec } from '../process/spawn-owned.ts'
import { stopTree, type StopOptions } from '../process/stop-tree.ts'
import { linkEvidence } from './evidence.ts'
import { LineSplitter } from './line-splitter.ts'
import { OutputCapture } from './output-capture.ts'
import { LinkError, type CleanupRecord, type LinkEvidence, type Transport } from './transport.ts'

export interface StdioOptions {
  readonly spec: SpawnSpec
  readonly table: ProcessTable
  readonly stop: StopOptions
  readonly redact: (text: string) => string
  /** Longest message the server may send, in bytes. */
  readonly maxMessageBytes?: number
  /** Input that may wait for a server which does not read, in bytes, the newest message aside. */
  readonly maxQueuedBytes?: number
}

const mebibyte = 1024 * 1024
const maxNoiseBytes = 4 * 1024
/** Pipes are read to the end after an exit; a grandchild that holds them open must not delay the news. */
const drainMs = 100

/** MCP over the standard streams of a child of ours: one JSON message a line. */
export class StdioTransport implements Transport {
  readonly kind = 'stdio'
  readonly #options: StdioOptions
  readonly #messages = new Emitter<JsonRpcMessage>()
  readonly #output = new Emitter<{ readonly source: 'stderr' | 'stdout'; readonly text: string }>()
  readonly #ended = new Emitter<LinkError>()
  readonly onMessage = this.#messages.on
  readonly onOutput = this.#output.on
  readonly onEnd = this.#ended.on
  readonly #stdout: LineSplitter
  readonly #stderr: OutputCapture
  readonly #noise: OutputCapture
  readonly #firstNoise: string[] = []
  #noiseBytes = 0
  #starting: Promise<OwnedChild> | null = null
  #child: OwnedChild | null = null
  #exit: Exit | null = null
  #openStreams = 2
  #drained: () => void = () => {}
  /** Set once the link is of no more use, for whatever reason. */
  #over = false
  #stopping: Promise<CleanupRecord> | null = null

  constructor(options: StdioOptions) {
    this.#options = options
    const limit = options.maxMessageBytes ?? 256 * mebibyte
    this.#stdout = new LineSplitter(
      limit,
      line => this.#receive(line),
      () => void this.#end(`The server sent a message longer than ${sizeText(limit)}.`, 'MESSAGE_TOO_LONG'),
    )
    this.#stderr = new OutputCapture(options.redact, text => this.#output.emit({ source: 'stderr', text }))
    this.#noise = new OutputCapture(options.redact, text => this.#recordNoise(text))
  }

  get pid(): number | null {
    return this.#child !== null && this.#exit === null ? this.#child.pid : null
  }

  async open(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.#over) throw new LinkError(this.evidence('The link was closed before it was opened.'))
    this.#starting = spawnOwned(this.#options.spec, {
      onStdout: chunk => this.#stdout.push(chunk),
      onStderr: chunk => this.#stderr.push(chunk),
      onExit: exit => void this.#onExit(exit),
    })
    let child: OwnedChild
    try {
      child = await this.#starting
    } catch (error) {
      this.#over = true
      const { message, code } = error as SpawnError
      throw new LinkError({ ...this.evidence(this.#options.redact(message)), errorCode: code }, { cause: error })
    }
    this.#child = child
    this.#watch(child)
    if (!signal.aborted && !this.#over) return
    await this.close()
    signal.throwIfAborted()
    throw new LinkError(this.evidence('The link was closed while it was opened.'))
  }

  send(message: JsonRpcMessage): void {
    const stdin = this.#child?.process.stdin
    if (this.#over || stdin === undefined || stdin.destroyed) return
    const limit = this.#options.maxQueuedBytes ?? 64 * mebibyte
    if (stdin.writableLength > limit) {
      return void this.#end(`The server does not read its input: more than ${sizeText(limit)} wait.`, 'INPUT_NOT_READ')
    }
    stdin.write(`${JSON.stringify(message)}\n`)
  }

  setProtocolVersion(): void {} // only HTTP says it with each message

  evidence(message: string): LinkEvidence {
    return linkEvidence({
      message,
      stderrTail: this.#stderr.tail(),
      stdoutNoise: [...this.#firstNoise],
      exit: this.#exit,
    })
  }

  async close(): Promise<CleanupRecord> {
    this.#over = true
    const child = this.#child ?? (await this.#starting?.catch(() => null)) ?? null
    this.#messages[Symbol.dispose]()
    if (child === null) return { outcome: 'graceful', pids: [], durationMs: 0 }
    return this.#stop(child)
  }

  /** Once: what is asked later gets the same record. */
  #stop(child: OwnedChild): Promise<CleanupRecord> {
    this.#stopping ??= stopTree(child, this.#options.table, this.#options.stop).finally(() => {
      for (const stream of [child.process.stdin, child.process.stdout, child.process.stderr]) stream.destroy()
      this.#stderr.end()
      this.#noise.end()
    })
    return this.#stopping
  }

  #watch(child: OwnedChild): void {
    const { stdin, stdout, stderr } = child.process
    const streamEnded = () => {
      if (--this.#openStreams === 0) this.#drained()
    }
    stdout.once('close', streamEnded)
    stderr.once('close', streamEnded)
    const halfOpen = (message: string, code: string | null) => async () => {
      await sleep(drainMs) // the exit that mostly follows says more
      if (this.#exit === null) await this.#end(message, code)
    }
    stdin.once('error', halfOpen('The server closed its input.', 'EPIPE'))
    stdout.once('end', halfOpen('The server closed its output.', null))
  }

  async #onExit(exit: Exit): Promise<void> {
    this.#exit = exit
    if (this.#openStreams > 0) {
      let timer: NodeJS.Timeout | undefined
      await new Promise<void>(resolve => {
        this.#drained = resolve
        timer = setTimeout(resolve, drainMs)
      })
      clearTimeout(timer)
    }
    this.#stdout.end()
    const how =
      exit.signal === null ? `The program exited with code ${exit.code}.` : `The program was ended by ${exit.signal}.`
    await this.#end(how, null)
  }

  /** Nobody asked for this end. What the program may have left behind is stopped without being told. */
  async #end(message: string, errorCode: string | null): Promise<void> {
    if (this.#over) return
    this.#over = true
    this.#stderr.end()
    this.#noise.end()
    this.#ended.emit(new LinkError({ ...this.evidence(message), errorCode }))
    if (this.#child !== null) await this.#stop(this.#child)
  }

  #receive(line: string): void {
    if (this.#over) return
    const text = line.charCodeAt(0) === 0xfe_ff ? line.slice(1) : line
    if (text.trim() === '') return
    let parsed: unknown
    try {
      parsed = JSON.parse(text)
    } catch {
      return this.#noise.push(Buffer.from(`${text.slice(0, 4 * maxNoiseBytes)}\n`))
    }
    // Batches left the protocol in 2025-06-18; older servers may still send them.
    const batch: unknown[] = Array.isArray(parsed) ? parsed : [parsed]
    for (const message of batch.filter(isMessage)) this.#messages.emit(message)
    if (!batch.every(isMessage)) this.#noise.push(Buffer.from(`${text.slice(0, 4 * maxNoiseBytes)}\n`))
  }

  #recordNoise(text: string): void {
    if (this.#noiseBytes < maxNoiseBytes) {
      const kept = text.slice(0, maxNoiseBytes - this.#noiseBytes)
      this.#firstNoise.push(kept)
      this.#noiseBytes += Buffer.byteLength(kept)
    }
    this.#output.emit({ source: 'stdout', text })
  }
}

const sizeText = (bytes: number): string =>
  bytes >= mebibyte ? `${Math.round(bytes / mebibyte)} MiB` : `${Math.round(bytes / 1024)} KiB`
