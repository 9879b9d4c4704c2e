import type { ServerConfig } from '#shared/config'
import { AppError, isAppError } from '#shared/errors'
import type { FailureView } from '#shared/ipc/contract'
import type { Phase } from '#shared/status'
import type { Classify, Diagnosis, FailureEvidence } from '../diagnosis/evidence.ts'
import type { KnownTrouble } from '../diagnosis/preflight.ts'
import { LinkError, type LinkEvidence } from '../transports/transport.ts'
import { RpcError } from './upstreams.ts'

/** Stands for what was thrown when the cause is known before anything was tried. */
export class MissingVariables extends Error {
  readonly names: readonly string[]
  constructor(names: readonly string[]) {
    super(`Unset: ${names.join(', ')}`)
    this.name = 'MissingVariables'
    this.names = names
  }
}

/** Known before anything was started: there is nothing to classify. */
export class KnownFailure extends LinkError {
  readonly diagnosis: Diagnosis
  constructor({ evidence, diagnosis }: KnownTrouble) {
    super(evidence)
    this.name = 'KnownFailure'
    this.diagnosis = diagnosis
  }
}

export interface FailureContext {
  readonly server: ServerConfig
  readonly phase: Phase
  readonly wasReady: boolean
  /** What the link knows, worded with the message; an empty one when there was no link yet. */
  readonly evidence: (message: string) => LinkEvidence
}

/** Turns whatever ended an attempt or a session into evidence to judge by. */
export function evidenceOf(error: unknown, { server, phase, wasReady, evidence }: FailureContext): FailureEvidence {
  const source = isAppError(error, 'SERVER_GONE') && error.cause !== null ? error.cause : error
  return {
    server,
    phase,
    wasReady,
    link: source instanceof LinkError ? source.evidence : evidence(messageOf(source)),
    timeoutMs: isAppError(source, 'TIMEOUT') ? source.details.limitMs : null,
    rpcError: source instanceof RpcError ? { code: source.code, message: source.message } : null,
  }
}

/** What a failure was: known beforehand, or judged by its evidence. */
export function diagnose(error: unknown, evidence: FailureEvidence, classify: Classify): Diagnosis {
  if (error instanceof MissingVariables) return diagnoseMissing(error)
  return error instanceof KnownFailure ? error.diagnosis : classify(evidence)
}

/** Known without a look at the evidence: nothing was started. */
function diagnoseMissing({ names }: MissingVariables): Diagnosis {
  const several = names.length > 1
  return {
    category: 'missing_env',
    confidence: 1,
    summary: `The environment ${several ? 'variables' : 'variable'} ${names.join(', ')} ${several ? 'are' : 'is'} not set.`,
    recommendation: `Set ${several ? 'them' : 'it'}, then restart MCPProxy, or write the value into the server's configuration.`,
  }
}

/** True for what only a person can cure, by signing in. */
export function needsSignIn({ category }: Diagnosis): boolean {
  return category === 'auth_required' || category === 'oauth_token_expired'
}

/** True for an error that no server can cause: a defect of ours. */
export function isBug(error: unknown): boolean {
  const expected = [AppError, LinkError, RpcError, MissingVariables]
  return !expected.some(kind => error instanceof kind)
}

/** What people see while nothing is tried because the machine has no network. */
export const networkMissed = (at: number): FailureView => ({
  summary: 'Waiting for the network.',
  category: 'network_timeout',
  confidence: 1,
  phase: null,
  at,
  exit: null,
  stderrTail: [],
  recommendation: 'Connect this computer to a network; the server is tried again as soon as there is one.',
})

/** What people see of a failure. */
export function failureViewOf(
  { link, phase, wasReady }: FailureEvidence,
  { summary, category, confidence, recommendation }: Diagnosis,
  at: number,
  redact: (text: string) => string,
): FailureView {
  return {
    summary: redact(summary),
    category,
    confidence,
    phase: wasReady ? null : phase,
    at,
    exit: link.exit,
    stderrTail: [...link.stderrTail],
    recommendation: recommendation === null ? null : redact(recommendation),
  }
}

export function noLinkYet(message: string): LinkEvidence {
  return { stderrTail: [], stdoutNoise: [], exit: null, errorCode: null, message, http: null }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
