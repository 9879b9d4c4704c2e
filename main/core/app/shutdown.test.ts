import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { settingsSchema } from '#shared/config'
import { shutdownPhases } from '#shared/ipc/contract'
import { runShutdown, type PhaseResult, type ShutdownStep } from './shutdown.ts'
import { shutdownDeadlineMs, shutdownLimitsMs } from './shutdown-plan.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const { resource_cleanup: cleanup } = settingsSchema.parse({})
const never = () => new Promise(() => {})

test('the phases come in the order of the design', () => {
  expect(shutdownPhases).toEqual([
    'refuse', 'background', 'helpers', 'calls', 'servers', 'containers', 'verify', 'close',
  ]) // prettier-ignore
})

test('with the default settings a stop is over within two minutes, whatever hangs', () => {
  expect(shutdownDeadlineMs(cleanup)).toBeLessThan(120_000)
})

test('the deadline exceeds the sum of the phases, and each phase what it has to wait for', () => {
  fc.assert(
    fc.property(fc.nat({ max: 600 }), fc.integer({ min: 1, max: 600 }), (kill, docker) => {
      const settings = { ...cleanup, process_kill_timeout_seconds: kill, docker_cleanup_timeout_seconds: docker }
      const limits = shutdownLimitsMs(settings)
      const sum = Object.values(limits).reduce((a, b) => a + b, 0)
      expect(shutdownDeadlineMs(settings)).toBeGreaterThan(sum)
      expect(limits.servers).toBeGreaterThan(kill * 1_000 + 2_000)
      expect(limits.containers).toBeGreaterThan(docker * 1_000)
    }),
  )
})

test('one phase that fails and one that hangs are reported, and every other one has its turn', async () => {
  const ran: string[] = []
  const told: PhaseResult[] = []
  const steps: ShutdownStep[] = [
    { phase: 'refuse', limitMs: 1_000, run: () => ran.push('refuse') },
    { phase: 'helpers', limitMs: 1_000, run: () => Promise.reject(new Error('no helper')) },
    { phase: 'calls', limitMs: 2_000, run: never },
    { phase: 'close', limitMs: 1_000, run: async () => void ran.push('close') },
  ]
  const running = runShutdown(steps, { onPhase: () => {}, onResult: result => told.push(result) })
  await vi.advanceTimersByTimeAsync(2_000)
  const results = await running
  expect({ ran, outcomes: results.map(({ outcome }) => outcome), told, timers: vi.getTimerCount() }).toEqual({
    ran: ['refuse', 'close'],
    outcomes: ['done', 'failed', 'late', 'done'],
    told: results,
    timers: 0,
  })
  expect(results[1]?.error).toEqual(new Error('no helper'))
})

test('a phase that throws at once is reported like one that fails later', async () => {
  const run = () => {
    throw new Error('at once')
  }
  const results = await runShutdown([{ phase: 'verify', limitMs: 1, run }], { onPhase: () => {}, onResult: () => {} })
  expect(results).toMatchObject([{ phase: 'verify', outcome: 'failed', error: new Error('at once') }])
})

test('what fails after its time was up is told too', async () => {
  const told: string[] = []
  const work = Promise.withResolvers<void>()
  const running = runShutdown([{ phase: 'servers', limitMs: 100, run: () => work.promise }], {
    onPhase: () => {},
    onResult: ({ outcome }) => told.push(outcome),
  })
  await vi.advanceTimersByTimeAsync(100)
  await running
  work.reject(new Error('late'))
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual(['late', 'failed'])
})
