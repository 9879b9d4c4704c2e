import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Throttle } from './throttle.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a thousand requests in a second run at most once an interval, and the last one is never lost', () => {
  const runs: number[] = []
  let request = 0
  const throttle = new Throttle(250, () => runs.push(request))
  for (request = 0; request < 1_000; request++) {
    throttle.request()
    vi.advanceTimersByTime(1)
  }
  vi.advanceTimersByTime(1_000)
  expect({ runs, timers: vi.getTimerCount() }).toEqual({ runs: [0, 249, 499, 749, 999], timers: 0 })
})

test('after disposal nothing runs any more', () => {
  const run = vi.fn()
  const throttle = new Throttle(250, run)
  throttle.request()
  throttle.request()
  throttle[Symbol.dispose]()
  vi.advanceTimersByTime(1_000)
  expect([run.mock.calls.length, vi.getTimerCount()]).toEqual([1, 0])
})
