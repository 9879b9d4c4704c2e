import { assertNever } from './assert.ts'

/** What the user wants; lives in the config file. */
export type Desired = 'enabled' | 'disabled'

/** Why and since when the failure policy holds a server back; lives in the state database. */
export interface Suspension {
  readonly reason: string
  readonly category: string
  readonly sinceAt: number
  readonly failures: number
  readonly reportId?: string
  readonly nextProbeAt?: number
  /** Suspensions before this one since the server was last trusted; absent means none. */
  readonly repeats?: number
  /** Shared by servers that failed for the same cause at the same time. */
  readonly incidentId?: string
  /** What the cause is about, where the diagnosis named it. */
  readonly object?: { readonly kind: string; readonly value: string }
  /** How what the cause depends on looked when it began: a change is a reason to try again. */
  readonly watched?: string
}

/** The steps of one connection attempt, in order. `install`: a package runner is downloading. */
export const phases = ['queued', 'preflight', 'spawn', 'install', 'initialize', 'discover'] as const
export type Phase = (typeof phases)[number]

/** What the server's actor is doing right now; lives in its memory. */
export type Runtime =
  | { readonly kind: 'idle' }
  | { readonly kind: 'queued' }
  | { readonly kind: 'preflight' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'authenticating' }
  | { readonly kind: 'discovering' }
  | { readonly kind: 'ready'; readonly sinceAt: number }
  /** Waits for the next attempt. `needs` says what only a person can supply, or that the machine's network is away. */
  | { readonly kind: 'backoff'; readonly nextAttemptAt: number; readonly needs?: 'sign-in' | 'network' }
  /** No further attempt by itself. */
  | { readonly kind: 'failed'; readonly needs?: 'sign-in' | 'input' }
  | { readonly kind: 'stopping' }

/** What people see, in window, tray, CLI and API alike. Computed, never stored. */
export const statuses = [
  'ready',
  'connecting',
  'retrying',
  'needs-sign-in',
  'needs-input',
  'auto-disabled',
  'disabled',
  'stopping',
  'idle',
  'invalid',
] as const
export type Status = (typeof statuses)[number]

export interface Facts {
  /** False for an entry of the config file that cannot be used. */
  readonly valid: boolean
  readonly desired: Desired
  readonly suspension: Suspension | null
  readonly runtime: Runtime
}

/**
 * The one label for a server, from its three facts.
 * What is still going away comes first: a state shown is a state observed.
 */
export function statusOf({ valid, desired, suspension, runtime }: Facts): Status {
  if (runtime.kind === 'stopping') return 'stopping'
  if (!valid) return 'invalid'
  if (desired === 'disabled') return 'disabled'
  if (runtime.kind === 'ready') return 'ready'
  if (suspension !== null) return isConnecting(runtime) ? 'connecting' : 'auto-disabled'
  switch (runtime.kind) {
    case 'idle':
      return 'idle'
    case 'queued':
    case 'preflight':
    case 'starting':
    case 'authenticating':
    case 'discovering':
      return 'connecting'
    case 'backoff':
      return runtime.needs === 'sign-in' ? 'needs-sign-in' : 'retrying'
    case 'failed':
      if (runtime.needs === 'input') return 'needs-input'
      return runtime.needs === 'sign-in' ? 'needs-sign-in' : 'retrying'
    default:
      return assertNever(runtime)
  }
}

/** True while an attempt is under way. */
export function isConnecting(runtime: Runtime): boolean {
  return ['queued', 'preflight', 'starting', 'authenticating', 'discovering'].includes(runtime.kind)
}

/** Statuses that a person should look at. */
export function needsAttention(status: Status): boolean {
  return ['needs-sign-in', 'needs-input', 'auto-disabled', 'invalid', 'retrying'].includes(status)
}
