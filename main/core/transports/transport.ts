import type { Subscribe } from '#shared/emitter'
import type { JsonRpcMessage } from '#shared/json-rpc'

/** What a link knew when it ended, or when opening it failed. Redacted at capture. */
export interface LinkEvidence {
  /** Last lines of stderr, at most 16 KB. */
  readonly stderrTail: readonly string[]
  /** First lines on stdout that were no JSON-RPC, at most 4 KB. */
  readonly stdoutNoise: readonly string[]
  readonly exit: { readonly code: number | null; readonly signal: string | null } | null
  /** System error code, such as ENOENT or ECONNREFUSED. */
  readonly errorCode: string | null
  readonly message: string
  readonly http: {
    readonly status: number
    /** At most 4 KB. */
    readonly body: string
    readonly wwwAuthenticate: string | null
    readonly retryAfterMs: number | null
  } | null
}

/** Thrown by `open` and given to `onEnd`: the link is of no more use. */
export class LinkError extends Error {
  readonly evidence: LinkEvidence
  constructor(evidence: LinkEvidence, options?: ErrorOptions) {
    super(evidence.message, options)
    this.name = 'LinkError'
    this.evidence = evidence
  }
}

export interface CleanupRecord {
  readonly outcome: 'graceful' | 'forced' | 'leaked' | 'unverified'
  /** Pids that were stopped; when leaked, those that still live. */
  readonly pids: readonly number[]
  /** Programs that the server opened for the user, such as a browser: left running. */
  readonly opened?: readonly number[]
  readonly durationMs: number
}

/**
 * One live link to one upstream server: whole JSON-RPC messages out and in.
 * Used once: open, talk, close. All listeners are attached before `open` is called.
 */
export interface Transport {
  readonly kind: 'stdio' | 'streamable-http' | 'sse'
  /** Pid of the child while it lives; null for remote links. */
  readonly pid: number | null
  /**
   * Brings the link up; for stdio, spawns. Resolves when messages may be sent (before the MCP handshake).
   * @throws {LinkError} when it cannot be brought up, or the signal's reason when aborted
   */
  open(signal: AbortSignal): Promise<void>
  /** Sends one message. Never throws; a broken link tells `onEnd`. */
  send(message: JsonRpcMessage): void
  /** Each valid message from the server, in order. */
  readonly onMessage: Subscribe<JsonRpcMessage>
  /** Each line the program printed: stderr, or stdout that was no JSON-RPC. Redacted. */
  readonly onOutput: Subscribe<{ readonly source: 'stderr' | 'stdout'; readonly text: string }>
  /** The link ended although nobody asked; fires at most once, after `open` resolved. */
  readonly onEnd: Subscribe<LinkError>
  /** Told after the handshake: the version to send in HTTP headers. */
  setProtocolVersion(version: string): void
  /** What is known so far; used when a handshake times out. */
  evidence(message: string): LinkEvidence
  /**
   * Ends the link and proves it. Safe to call at any time, also during `open`, and more than once.
   * @returns null for remote links
   */
  close(): Promise<CleanupRecord | null>
}
