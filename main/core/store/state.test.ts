import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AttemptView, CleanupView } from '#shared/ipc/contract'
import { silentLog } from '../log/log.ts'
import { MemoryState } from './memory-state.ts'
import { openState } from './open-state.ts'
import { retention } from './retention.ts'
import { availableDrivers } from './sqlite.ts'
import type { State } from './state.ts'

const attempt = (id: string, startedAt: number, more: Partial<AttemptView> = {}): AttemptView => ({
  ...{ id, server: 'a', startedAt, endedAt: null, outcome: 'running', phases: [], failure: null },
  ...more,
})
const cleanup = (at: number, server = 'a'): CleanupView => ({ server, at, outcome: 'forced', pids: [7], durationMs: 3 })

test('development has both drivers', () => expect(availableDrivers()).toEqual(['node:sqlite', 'libsql']))

describe.each([...availableDrivers(), 'memory'] as const)('%s', kind => {
  let folder: string
  let state: State
  const open = (): State => {
    if (kind === 'memory') return new MemoryState()
    const onProblem = (problem: string) => expect.fail(problem)
    const opened = openState(join(folder, 'state.db'), { log: silentLog, onProblem, driver: kind })
    expect(opened.problem).toBeNull()
    return opened.state
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mcpproxy-state-'))
    state = open()
  })
  afterEach(() => {
    state.close()
    rmSync(folder, { recursive: true })
  })

  test('attempts come back whole, newest first, each server its own', () => {
    const failed = attempt('2', 20, {
      endedAt: 25,
      outcome: 'failed',
      phases: [{ name: 'spawn', startedAt: 20, durationMs: 4.5 }],
      failure: {
        summary: 'exit 1',
        category: 'unknown',
        confidence: 0.4,
        phase: 'spawn',
        at: 25,
        exit: { code: 1, signal: null },
        stderrTail: ['ünïcode \u{1F600}', '\0'],
        recommendation: null,
      },
    })
    for (const one of [attempt('1', 10), attempt('x', 15, { server: 'b' }), failed, attempt('3', 20)])
      state.recordAttempt(one)
    expect(state.attempts('a', 10)).toEqual([attempt('3', 20), failed, attempt('1', 10)])
    expect(state.attempts('a', 2).map(({ id }) => id)).toEqual(['3', '2'])
    expect([state.attempts('a', 0), state.attempts('a', -1), state.attempts('nobody', 5)]).toEqual([[], [], []])
  })

  test('an attempt recorded again as it goes on is one attempt, in its place', () => {
    state.recordAttempt(attempt('1', 10))
    state.recordAttempt(attempt('2', 10))
    state.recordAttempt(attempt('1', 10, { outcome: 'ready', endedAt: 12 }))
    expect(state.attempts('a', 5).map(({ id, outcome }) => [id, outcome])).toEqual([
      ['2', 'running'],
      ['1', 'ready'],
    ])
  })

  test('status changes and cleanups come back newest first', () => {
    state.recordStatus({ server: 'a', status: 'connecting', at: 1 })
    state.recordStatus({ server: 'a', status: 'ready', at: 1 })
    state.recordStatus({ server: 'b', status: 'retrying', at: 2 })
    for (const one of [cleanup(1), cleanup(3, 'b'), cleanup(2)]) state.recordCleanup(one)
    expect(state.statusChanges('a', 9)).toEqual([
      { server: 'a', status: 'ready', at: 1 },
      { server: 'a', status: 'connecting', at: 1 },
    ])
    expect(state.cleanups(undefined, 9)).toEqual([cleanup(3, 'b'), cleanup(2), cleanup(1)])
    expect(state.cleanups('a', 1)).toEqual([cleanup(2)])
  })

  test('suspensions and flags are set, replaced and removed', () => {
    const suspension = { reason: 'r', category: 'unknown', sinceAt: 5, failures: 10 }
    state.setSuspension('a', suspension)
    state.setSuspension('b', { ...suspension, reportId: 'x', nextProbeAt: 9 })
    state.setSuspension('a', { ...suspension, failures: 11 })
    state.setSuspension('b', null)
    state.setSuspension('never', null)
    state.setFlag('paused', 'no')
    state.setFlag('paused', 'yes')
    state.setFlag('gone', '1')
    state.setFlag('gone', null)
    expect([...state.suspensions()]).toEqual([['a', { ...suspension, failures: 11 }]])
    expect([state.flag('paused'), state.flag('gone')]).toEqual(['yes', null])
    state.suspensions().clear() // a copy
    expect(state.suspensions().size).toBe(1)
  })

  test('a server keeps the newest of each kind, and never at the cost of another', () => {
    const more = retention.newest + 20
    state.recordAttempt(attempt('other', 0, { server: 'b' }))
    for (let n = 0; n < more; n += 1) {
      state.recordAttempt(attempt(String(n), n))
      state.recordStatus({ server: 'a', status: 'ready', at: n })
    }
    expect(state.attempts('a', 9_999).map(({ id }) => Number(id))).toEqual(
      Array.from({ length: retention.newest }, (_, n) => more - 1 - n),
    )
    expect(state.statusChanges('a', 9_999).length).toBe(retention.newest)
    expect(state.attempts('b', 5).length).toBe(1)
  })

  test('what is older than the retention is removed, what is not stays', () => {
    const nowAt = retention.ageMs + 100
    for (const at of [0, 99, 100, nowAt]) {
      state.recordAttempt(attempt(String(at), at))
      state.recordStatus({ server: 'a', status: 'ready', at })
      state.recordCleanup(cleanup(at))
    }
    state.setFlag('paused', 'yes')
    state.prune(nowAt)
    const left = [
      state.attempts('a', 9).map(one => one.startedAt),
      state.statusChanges('a', 9).map(one => one.at),
      state.cleanups('a', 9).map(one => one.at),
    ]
    expect(left).toEqual([
      [nowAt, 100],
      [nowAt, 100],
      [nowAt, 100],
    ])
    expect(state.flag('paused')).toBe('yes')
  })

  test('names that mean something to SQL or to objects are names', () => {
    for (const server of ["'; DROP TABLE attempts; --", '__proto__', '日本', '']) {
      state.recordAttempt(attempt(`id ${server}`, 1, { server }))
      state.setFlag(server, server)
      expect([state.flag(server), state.cleanups(server, 1)]).toEqual([server, []])
    }
  })

  test('closing twice, and late events after it, do no harm', () => {
    state.close()
    state.close()
    state.recordStatus({ server: 'a', status: 'idle', at: 1 })
    state.setFlag('late', '1')
    state.prune(Date.now())
  })

  // Memory ends with its process.
  const lasting = kind === 'memory' ? [] : [kind]
  test.each(lasting)('everything is there after closing and opening again', () => {
    state.recordAttempt(attempt('1', 10))
    state.recordCleanup(cleanup(2))
    state.setSuspension('a', { reason: 'r', category: 'unknown', sinceAt: 5, failures: 10, reportId: 'x' })
    state.setFlag('paused', 'yes')
    state.close()
    state = open()
    expect([
      state.attempts('a', 9).length,
      state.cleanups('a', 9).length,
      state.suspensions().get('a')?.reportId,
      state.flag('paused'),
    ]).toEqual([1, 1, 'x', 'yes'])
  })
})
