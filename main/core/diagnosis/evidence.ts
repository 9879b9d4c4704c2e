import type { Category } from '#shared/categories'
import type { ServerConfig } from '#shared/config'
import type { Phase } from '#shared/status'
import type { LinkEvidence } from '../transports/transport.ts'

/** Everything a failed attempt (or a session that ended by itself) left to judge by. */
export interface FailureEvidence {
  readonly server: ServerConfig
  readonly phase: Phase
  readonly link: LinkEvidence
  /** The limit that was exceeded, or null when it was no time-out. */
  readonly timeoutMs: number | null
  /** A ready session ended, as against an attempt that never got there. */
  readonly wasReady: boolean
  /** The server's own JSON-RPC error to initialize or a list call. */
  readonly rpcError: { readonly code: number; readonly message: string } | null
}

export interface Diagnosis {
  readonly category: Category
  /** 0 to 1; below 0.5 means not sure. */
  readonly confidence: number
  /** One sentence, naming the concrete object. */
  readonly summary: string
  /** One sentence that says what to do, or null. */
  readonly recommendation: string | null
  readonly object?: DiagnosedObject | null
  readonly evidenceLine?: string | null
  readonly recommendations?: readonly string[]
}

export const objectKinds = [
  'package',
  'module',
  'variable',
  'path',
  'file',
  'port',
  'host',
  'url',
  'command',
  'argument',
  'image',
  'container',
  'library',
  'runtime',
  'signal',
  'status',
] as const
export type ObjectKind = (typeof objectKinds)[number]

/** The concrete thing that a failure is about. Its value has passed the grammar of its kind. */
export interface DiagnosedObject {
  readonly kind: ObjectKind
  readonly value: string
}

/** A diagnosis with what it rests on. */
export interface Explanation extends Diagnosis {
  readonly object: DiagnosedObject | null
  /** The line of the evidence that decided, or null. */
  readonly evidenceLine: string | null
  /** What to do, most helpful first; the first one is `recommendation`. */
  readonly recommendations: readonly string[]
}

/** Pure: the same evidence gives the same diagnosis. */
export type Classify = (evidence: FailureEvidence) => Diagnosis
