import type { FailureView } from '#shared/ipc/contract'
import type { Suspension } from '#shared/status'
import type { Classify, Diagnosis, FailureEvidence } from '../diagnosis/evidence.ts'
import { retryDelayMs, signInDelayMs } from './backoff.ts'
import type { FailurePolicy } from './dependencies.ts'
import { diagnose, evidenceOf, failureViewOf, MissingVariables, needsSignIn, type FailureContext } from './failure.ts'
import { isSessionGone } from '../transports/http-transport.ts'
import type { NextStep } from './runtime.ts'

export interface JudgeOptions {
  readonly classify: Classify
  readonly redact: (text: string) => string
  readonly random: () => number
  readonly policy: FailurePolicy | undefined
  /** What held the server back when it tried again, or null. */
  readonly heldBy: Suspension | null
  /** `retry_backoff_max_seconds`, in milliseconds. */
  readonly maxDelayMs: number
  readonly retryCount: number
  readonly signInCount: number
  readonly at: number
  /** False while a failure says more about the machine than about the server. */
  readonly isCounted: boolean
}

export interface Judgement {
  readonly diagnosis: Diagnosis
  /** What people see. */
  readonly view: FailureView
  /** Set when the failure policy holds the server back from now on. */
  readonly suspension: Suspension | null
  readonly then: NextStep
}

/** Decides what a failure was and what comes next. */
export function judgeFailure(error: unknown, context: FailureContext, options: JudgeOptions): Judgement {
  const { classify, redact, policy, heldBy, retryCount, at } = options
  const evidence = evidenceOf(error, context)
  const diagnosis = diagnose(error, evidence, classify)
  const { server, wasReady } = context
  const isJudged = options.isCounted && !(error instanceof MissingVariables) // that waits for a person: there is nothing to hold back
  const suspension = isJudged
    ? (policy?.judge({ server, diagnosis, failures: retryCount + 1, wasReady, at, suspension: heldBy }) ?? null)
    : options.isCounted
      ? null
      : heldBy
  const retryAfterMs = evidence.link.http?.retryAfterMs ?? null
  return {
    diagnosis,
    view: failureViewOf(evidence, diagnosis, at, redact),
    suspension,
    then: {
      ...(isLostSession(evidence) && retryCount === 0
        ? { kind: 'retry', at }
        : nextStep(suspension !== null, error, diagnosis, retryAfterMs, options)),
      ...(options.isCounted ? {} : { uncounted: true }),
    },
  }
}

function nextStep(
  suspended: boolean,
  error: unknown,
  diagnosis: Diagnosis,
  retryAfterMs: number | null,
  options: JudgeOptions,
): NextStep {
  if (suspended) return { kind: 'rest' }
  if (error instanceof MissingVariables) return { kind: 'rest', needs: 'input' }
  const { at, retryCount, signInCount, maxDelayMs, random } = options
  return needsSignIn(diagnosis)
    ? { kind: 'retry', at: at + signInDelayMs(signInCount, retryAfterMs), needs: 'sign-in' }
    : { kind: 'retry', at: at + retryDelayMs(retryCount, { maxMs: maxDelayMs, random, retryAfterMs }) }
}

/** The server is well and has only forgotten us (a restart, an expiry): the first new session needs no pause. */
function isLostSession({ wasReady, link }: FailureEvidence): boolean {
  return wasReady && link.http !== null && isSessionGone(link.http.status, link.http.body)
}
