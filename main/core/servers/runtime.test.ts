import fc from 'fast-check'
import { expect, test } from 'vitest'
import { phases } from '#shared/status'
import { initialState, next, type ActorEvent, type ActorState } from './runtime.ts'

const after = (...events: ActorEvent[]) => events.reduce<ActorState>(next, initialState)
const queued = (attemptId: string): ActorEvent => ({ kind: 'attempt-queued', attemptId })
const entered = (attemptId: string, phase: (typeof phases)[number]): ActorEvent => ({
  kind: 'phase-entered',
  attemptId,
  phase,
})
const ready = (attemptId: string): ActorEvent => ({ kind: 'became-ready', attemptId, at: 5 })
const failed = (attemptId: string, at = 9): ActorEvent => ({ kind: 'failed', attemptId, then: { kind: 'retry', at } })

test('an attempt walks through its phases to ready', () => {
  const kinds = phases.map(
    (_, index) => after(queued('a'), ...phases.slice(1, index + 1).map(p => entered('a', p))).runtime.kind,
  )
  expect(kinds).toEqual(['queued', 'preflight', 'starting', 'starting', 'starting', 'discovering'])
  expect(after(queued('a'), entered('a', 'discover'), ready('a'))).toEqual({
    runtime: { kind: 'ready', sinceAt: 5 },
    attemptId: 'a',
    phase: null,
    retryCount: 0,
    signInCount: 0,
  })
})

test('events of an old attempt change nothing', () => {
  const second = after(queued('a'), failed('a'), queued('b'))
  for (const event of [
    entered('a', 'discover'),
    ready('a'),
    failed('a'),
    { kind: 'ran-stably', attemptId: 'a' } as const,
  ]) {
    expect(next(second, event)).toBe(second)
  }
})

test('a phase never goes back', () => {
  const state = after(queued('a'), entered('a', 'initialize'))
  expect(next(state, entered('a', 'spawn'))).toBe(state)
})

test('failures are counted until a stable run, and sign-in failures apart', () => {
  const signIn: ActorEvent = { kind: 'failed', attemptId: 'b', then: { kind: 'retry', at: 9, needs: 'sign-in' } }
  const waiting = after(queued('a'), failed('a'), queued('b'), signIn)
  expect(waiting).toMatchObject({
    runtime: { kind: 'backoff', nextAttemptAt: 9, needs: 'sign-in' },
    retryCount: 2,
    signInCount: 1,
  })
  const back = [queued('c'), ready('c')].reduce(next, waiting)
  expect([back.retryCount, back.signInCount]).toEqual([2, 0])
  expect(next(back, { kind: 'ran-stably', attemptId: 'c' }).retryCount).toBe(0)
})

test('a failure without a next attempt rests, and says what it needs', () => {
  const state = after(queued('a'), { kind: 'failed', attemptId: 'a', then: { kind: 'rest', needs: 'input' } })
  expect(state.runtime).toEqual({ kind: 'failed', needs: 'input' })
})

test('whatever the order of events: after a stop nothing is ready until it is queued again', () => {
  const ids = fc.constantFrom('a', 'b')
  const event: fc.Arbitrary<ActorEvent> = fc.oneof(
    ids.map(queued),
    fc.tuple(ids, fc.constantFrom(...phases)).map(([id, phase]) => entered(id, phase)),
    ids.map(ready),
    ids.map(id => failed(id)),
    fc.constant<ActorEvent>({ kind: 'stop-asked' }),
    fc.constant<ActorEvent>({ kind: 'stopped' }),
  )
  fc.assert(
    fc.property(fc.array(event), events => {
      let state = initialState
      let asked = false
      for (const each of events) {
        const before = state
        state = next(state, each)
        if (each.kind === 'stop-asked') asked = true
        if (each.kind === 'attempt-queued' && state !== before) asked = false
        if (asked) expect(['stopping', 'idle']).toContain(state.runtime.kind)
        if (state.runtime.kind === 'ready' || state.phase !== null) expect(state.attemptId).not.toBeNull()
      }
    }),
  )
})
