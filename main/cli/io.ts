import type { Subscribe } from '#shared/emitter'
import type { EventName, EventPayload, Handlers } from '#shared/ipc/contract'

export interface TextSink {
  write(text: string): void
  readonly isTTY: boolean
}

/** Everything a command may touch outside itself. */
export interface CliIo {
  readonly stdout: TextSink
  readonly stderr: TextSink
  /** What is piped in; only commands that read it ask for it. */
  readonly stdin?: AsyncIterable<string | Uint8Array>
  readonly env: { readonly [name: string]: string | undefined }
  readonly version: string
  readonly now: () => number
  /** SIGINT, SIGTERM and SIGHUP. While nobody listens they end the program. */
  readonly onSignal: Subscribe<string>
  /** Ends the program at once. */
  readonly forceExit: (code: number) => void
  readonly host: Host
}

/** Where things are, and the core itself; loaded only by commands that need it. */
export interface Host {
  /** @param given - `--data-dir` */
  dataFolder(given: string | undefined): string
  configFile(dataFolder: string): string
  /** @throws {AppError} `NO_OWNER` when it can be told without trying */
  controlSocket(dataFolder: string): Promise<{ readonly path: string; readonly token?: string | undefined }>
  createCore(options: CoreOptions): Promise<Core>
}

export interface CoreOptions {
  readonly dataFolder: string
  readonly configFile?: string
  readonly listen?: string
  readonly version: string
  readonly echoLog?: boolean
  /** Aborting takes down what is up already. */
  readonly signal?: AbortSignal
}

/** The part of the core that `serve` uses. */
export interface Core {
  readonly handlers: Handlers
  on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): Disposable
  readonly onQuitRequested: Subscribe<void>
  stop(): Promise<void>
}
