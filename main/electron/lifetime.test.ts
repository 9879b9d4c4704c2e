import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { silentLog } from '#core/log/log'
import { Lifetime } from './lifetime.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp(stop: () => Promise<void>) {
  const exits: number[] = []
  return { exits, lifetime: new Lifetime(stop, code => exits.push(code), silentLog) }
}

test('stops once, however often it is asked, and leaves only after that', async () => {
  const stopped = Promise.withResolvers<void>()
  const stop = vi.fn(() => stopped.promise)
  const { exits, lifetime } = setUp(stop)
  lifetime.request('tray')
  lifetime.request('SIGTERM')
  const before = [...exits]
  stopped.resolve()
  await vi.advanceTimersByTimeAsync(0)
  expect({ before, exits, stops: stop.mock.calls.length, timers: vi.getTimerCount() }).toEqual({
    before: [],
    exits: [0],
    stops: 1,
    timers: 0,
  })
})

test('a third request within ten seconds leaves at once', () => {
  const { exits, lifetime } = setUp(() => new Promise(() => {}))
  for (const source of ['tray', 'tray', 'tray']) lifetime.request(source)
  lifetime[Symbol.dispose]()
  expect(exits).toEqual([1])
})

test('a stop that fails still leaves, and says so', async () => {
  const { exits, lifetime } = setUp(() => Promise.reject(new Error('leaked')))
  lifetime.request('tray')
  await vi.advanceTimersByTimeAsync(0)
  expect({ exits, timers: vi.getTimerCount() }).toEqual({ exits: [1], timers: 0 })
})

test('a stop that never ends is left behind', async () => {
  const { exits, lifetime } = setUp(() => new Promise(() => {}))
  lifetime.request('tray')
  await vi.advanceTimersByTimeAsync(10_000)
  lifetime.allow(60_000) // a core that is up says how long its stop may take
  await vi.advanceTimersByTimeAsync(59_999)
  const before = [...exits]
  await vi.advanceTimersByTimeAsync(1)
  lifetime[Symbol.dispose]()
  expect({ before, exits }).toEqual({ before: [], exits: [1] })
})
