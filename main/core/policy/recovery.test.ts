import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { settingsSchema } from '#shared/config'
import { Emitter } from '#shared/emitter'
import type { Runtime, Suspension } from '#shared/status'
import type { CurePlan } from '../diagnosis/probes/cure-plan.ts'
import type { Probes } from '../diagnosis/probes/probes.ts'
import { silentLog } from '../log/log.ts'
import { serverNamed } from '../servers/fake-dependencies.ts'
import { Recovery } from './recovery.ts'
import { lookIntervalMs } from './recovery-times.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime(0)
})
afterEach(() => void vi.useRealTimers())

const minuteMs = 60_000

/** One suspended server, without the rest of the core. */
function held(plan: CurePlan | null, more: Partial<Suspension> = {}, autoDisable: object = {}) {
  const changed = new Emitter<void>()
  const settings = settingsSchema.parse({ auto_disable: autoDisable })
  const returns: number[] = []
  const actor = {
    name: 'files',
    server: serverNamed('files'),
    wanted: true,
    runtime: { kind: 'idle' } as Runtime,
    suspension: {
      reason: 'r',
      category: 'port_in_use',
      sinceAt: 0,
      failures: 2,
      nextProbeAt: 30_000,
      ...more,
    } as Suspension | null,
    get facts() {
      return { valid: true, desired: 'enabled' as const, suspension: this.suspension, runtime: this.runtime }
    },
    details: { lastAttemptAt: 0 } as never, // the rest is not looked at
    comeBack: () => returns.push(Date.now()) > 0,
    amendSuspension(sinceAt: number, amended: Partial<Suspension>) {
      if (this.suspension?.sinceAt !== sinceAt) return
      this.suspension = { ...this.suspension, ...amended }
      changed.emit()
    },
  }
  const recovery = new Recovery({
    servers: { actors: [actor], onChange: changed.on },
    settings: () => settings,
    policy: { waitMs: (sign, repeats) => lookIntervalMs(sign, repeats, 30_000) },
    planOf: () => plan,
    probes: {} as Probes, // the plans here ask nobody
    expand: async server => server,
    log: silentLog,
  })
  return { actor, recovery, returns, changed }
}

test('it looks every 30 s and lets the server return once the cause is gone', async () => {
  let cured = false
  const { recovery, returns, actor } = held({ kind: 'state', isCured: async () => cured })
  await vi.advanceTimersByTimeAsync(100_000)
  expect([returns, actor.suspension?.nextProbeAt]).toEqual([[], 120_000])
  cured = true
  await vi.advanceTimersByTimeAsync(20_000)
  expect(returns).toEqual([120_000])
  await recovery[Symbol.asyncDispose]()
  expect(vi.getTimerCount()).toBe(0)
})

test('a cause that shows by a change is compared with how it looked when it began, also after a restart', async () => {
  let print = 'old'
  const plan: CurePlan = { kind: 'change', fingerprint: async () => print }
  const { recovery, returns, actor } = held(plan)
  await vi.advanceTimersByTimeAsync(31_000)
  expect([actor.suspension?.watched, returns]).toEqual(['old', []])
  await recovery[Symbol.asyncDispose]()
  print = 'new'
  const again = held(plan, { watched: 'old', nextProbeAt: 40_000 })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(again.returns).toHaveLength(1)
  await again.recovery[Symbol.asyncDispose]()
})

test('where nothing can be watched it returns when its time has come', async () => {
  const { recovery, returns } = held(null, { nextProbeAt: 5 * minuteMs })
  await vi.advanceTimersByTimeAsync(5 * minuteMs)
  expect(returns).toEqual([5 * minuteMs])
  await recovery[Symbol.asyncDispose]()
})

test('a probe that never passes does not shut a server out for ever', async () => {
  const { recovery, returns } = held({ kind: 'state', isCured: async () => false })
  await vi.advanceTimersByTimeAsync(61 * minuteMs)
  expect(returns[0]).toBe(60 * minuteMs)
  await recovery[Symbol.asyncDispose]()
})

test.each([
  [
    'a server that the user disabled',
    (actor: ReturnType<typeof held>['actor']) => (actor.server = serverNamed('files', { enabled: false })),
  ],
  ['a paused one', (actor: ReturnType<typeof held>['actor']) => (actor.wanted = false)],
  ['one that runs', (actor: ReturnType<typeof held>['actor']) => (actor.runtime = { kind: 'ready', sinceAt: 0 })],
])('%s is not touched', async (_name, change) => {
  const { recovery, returns, actor, changed } = held(null)
  change(actor)
  changed.emit()
  await vi.advanceTimersByTimeAsync(120 * minuteMs)
  expect(returns).toEqual([])
  await recovery[Symbol.asyncDispose]()
})

test('nothing returns by itself where recovery is manual', async () => {
  const { recovery, returns } = held(null, {}, { recovery: 'manual' })
  await vi.advanceTimersByTimeAsync(120 * minuteMs)
  expect([returns, vi.getTimerCount()]).toEqual([[], 0])
  await recovery[Symbol.asyncDispose]()
})
