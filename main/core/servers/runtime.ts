import { assertNever } from '#shared/assert'
import { isConnecting, phases, type Phase, type Runtime } from '#shared/status'

/** What a server's actor knows about its own course; the runtime is the part that people see. */
export interface ActorState {
  readonly runtime: Runtime
  /** The attempt under way, or the one whose session is ready. */
  readonly attemptId: string | null
  readonly phase: Phase | null
  /** Failures since the last stable run. */
  readonly retryCount: number
  /** Failures in a row that only signing in can cure. */
  readonly signInCount: number
}

/** What follows a failure. `rest`: no further attempt by itself. `uncounted`: it was the machine's. */
export type NextStep =
  | { readonly kind: 'retry'; readonly at: number; readonly needs?: 'sign-in'; readonly uncounted?: true }
  | { readonly kind: 'rest'; readonly needs?: 'input'; readonly uncounted?: true }

export type ActorEvent =
  | { readonly kind: 'attempt-queued'; readonly attemptId: string }
  | { readonly kind: 'phase-entered'; readonly attemptId: string; readonly phase: Phase }
  | { readonly kind: 'became-ready'; readonly attemptId: string; readonly at: number }
  | { readonly kind: 'ran-stably'; readonly attemptId: string }
  | { readonly kind: 'failed'; readonly attemptId: string; readonly then: NextStep }
  /** No attempt while the machine has no network. */
  | { readonly kind: 'network-missed'; readonly at: number }
  | { readonly kind: 'stop-asked' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'retries-forgotten' }

export const initialState: ActorState = {
  runtime: { kind: 'idle' },
  attemptId: null,
  phase: null,
  retryCount: 0,
  signInCount: 0,
}

/** The state after `event`. An event of an old attempt, or one that makes no sense here, is late: the same state comes back. */
export function next(state: ActorState, event: ActorEvent): ActorState {
  const { runtime } = state
  if ('attemptId' in event && event.kind !== 'attempt-queued' && event.attemptId !== state.attemptId) return state
  switch (event.kind) {
    case 'attempt-queued':
      return ['idle', 'backoff', 'failed'].includes(runtime.kind)
        ? { ...state, runtime: { kind: 'queued' }, attemptId: event.attemptId, phase: 'queued' }
        : state
    case 'phase-entered':
      return isConnecting(runtime) && isLater(event.phase, state.phase)
        ? { ...state, runtime: runtimeIn(event.phase), phase: event.phase }
        : state
    case 'became-ready':
      return isConnecting(runtime)
        ? { ...state, runtime: { kind: 'ready', sinceAt: event.at }, phase: null, signInCount: 0 }
        : state
    case 'ran-stably':
      return runtime.kind === 'ready' ? { ...state, retryCount: 0 } : state
    case 'failed':
      return isConnecting(runtime) || runtime.kind === 'ready' ? afterFailure(state, event.then) : state
    case 'network-missed':
      return ['idle', 'backoff', 'failed'].includes(runtime.kind)
        ? {
            ...state,
            runtime: { kind: 'backoff', nextAttemptAt: event.at, needs: 'network' },
            attemptId: null,
            phase: null,
          }
        : state
    case 'stop-asked':
      return runtime.kind === 'idle' || runtime.kind === 'stopping'
        ? state
        : { ...state, runtime: { kind: 'stopping' }, phase: null }
    case 'stopped':
      // A run that had ended by itself, at rest until a person helps, was not asked to stop.
      return runtime.kind === 'stopping' || runtime.kind === 'failed'
        ? { ...state, runtime: { kind: 'idle' }, attemptId: null }
        : state
    case 'retries-forgotten':
      return state.retryCount === 0 && state.signInCount === 0 ? state : { ...state, retryCount: 0, signInCount: 0 }
    default:
      return assertNever(event)
  }
}

function afterFailure(state: ActorState, then: NextStep): ActorState {
  const needs = then.needs === undefined ? {} : { needs: then.needs }
  return {
    runtime: then.kind === 'retry' ? backoff(then) : { kind: 'failed', ...needs },
    attemptId: null,
    phase: null,
    retryCount: state.retryCount + (then.uncounted === true ? 0 : 1),
    signInCount: then.needs === 'sign-in' ? state.signInCount + 1 : 0,
  }
}

function backoff({ at, needs }: Extract<NextStep, { kind: 'retry' }>): Runtime {
  return needs === undefined ? { kind: 'backoff', nextAttemptAt: at } : { kind: 'backoff', nextAttemptAt: at, needs }
}

function runtimeIn(phase: Phase): Runtime {
  switch (phase) {
    case 'queued':
    case 'preflight':
      return { kind: phase }
    case 'spawn':
    case 'install':
    case 'initialize':
      return { kind: 'starting' }
    case 'discover':
      return { kind: 'discovering' }
    default:
      return assertNever(phase)
  }
}

function isLater(phase: Phase, than: Phase | null): boolean {
  return than === null || phases.indexOf(phase) > phases.indexOf(than)
}
