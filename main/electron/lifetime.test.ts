import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { silentLog } from '#core/log/log'
import { decideQuit, Lifetime } from './lifetime.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test.each([
  [[], 0, 'start'],
  [[0], 100, 'ignore'],
  [[0, 100], 200, 'force'],
  [[0, 100], 9_000, 'force'],
  [[0, 9_000], 11_000, 'ignore'],
] as const)('after requests at %j one at %i means %s', (earlierAt, nowAt, decision) => {
  expect(decideQuit(earlierAt, nowAt)).toBe(decision)
})

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
  await vi.advanceTimersByTimeAsync(90_000)
  lifetime[Symbol.dispose]()
  expect(exits).toEqual([1])
})
