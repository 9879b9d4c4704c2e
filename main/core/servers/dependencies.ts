import type { ServerConfig } from '#shared/config'
import type { Suspension } from '#shared/status'
import type { Classify, Diagnosis } from '../diagnosis/evidence.ts'
import type { KnownTrouble } from '../diagnosis/preflight.ts'
import type { Logs, ServerLog } from '../log/log.ts'
import type { PowerGate } from '../power/power.ts'
import type { State } from '../store/state.ts'
import type { Transport } from '../transports/transport.ts'

/** A server with its `${env:…}` references replaced, and the names of those that are unset. */
export interface Expansion {
  readonly server: ServerConfig
  readonly missing: readonly string[]
}

/** A failed attempt, or the unrequested end of a ready session, as the failure policy sees it. */
export interface ReportedFailure {
  readonly server: ServerConfig
  readonly diagnosis: Diagnosis
  /** Failures since the last stable run, this one included. */
  readonly failures: number
  readonly wasReady: boolean
  readonly at: number
  /** What held the server back when it tried again, or null. */
  readonly suspension: Suspension | null
}

/** Decides whether failures suspend a server, from what it is told about it. Instants are `at`. */
export interface FailurePolicy {
  /** Null lets the server retry, and ends a suspension that it came back from. */
  judge(failure: ReportedFailure): Suspension | null
  becameReady(server: string, at: number): void
  /** It was ready for so long that its failures are behind it. */
  ranStably(server: string, at: number): void
  /** An edit, enabling by hand or a finished fix: everything starts anew. */
  forgive(server: string, at: number): void
}

/** What connections to upstream servers need from the rest of core. */
export interface ServerDependencies {
  /** Makes a link, not yet open, for a server whose references are replaced. `attemptId` marks what it spawns. */
  readonly createTransport: (server: ServerConfig, log: ServerLog, attemptId: string) => Transport
  readonly classify: Classify
  /** Also tells the logs which of the values are secret, before anything can print them. */
  readonly expand: (server: ServerConfig) => Expansion | Promise<Expansion>
  /** What the machine can tell beforehand: files, PATH, folders. Instant, makes no traffic; null when nothing is wrong. */
  readonly preflight: (server: ServerConfig) => Promise<KnownTrouble | null>
  readonly state: State
  readonly logs: Logs
  readonly redact: (text: string) => string
  /** From 0 up to, but not including, 1. */
  readonly random: () => number
  readonly newId: () => string
  /** How we introduce ourselves to servers. */
  readonly clientInfo: { readonly name: string; readonly version: string }
  /** Resolves when nothing else, such as a trial, uses the server, or when the signal aborts. */
  readonly whenFree?: (server: string, signal: AbortSignal) => Promise<void>
  /** What is known of the machine's power and network; without it both are always there. */
  readonly power?: PowerGate
  /** Without one, no failure suspends a server. */
  readonly failurePolicy?: FailurePolicy
}
