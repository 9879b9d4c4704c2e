import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Emitter } from '#shared/emitter'
import { boundedByProgress } from './bounded-by-progress.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const limits = { quietMs: 1_000, mostMs: 5_000 }
const never = new AbortController().signal

function start(signal = never) {
  const progress = new Emitter<void>()
  let finish: (text: string) => void = () => {}
  const outcome = boundedByProgress('install', limits, signal, progress.on, () => {
    return new Promise<string>(resolve => (finish = resolve))
  }).catch((error: unknown) => error as Error)
  return { progress, outcome, finish: () => finish('done') }
}

test('silence ends it', async () => {
  const { outcome, progress } = start()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await outcome).toMatchObject({ code: 'TIMEOUT', details: { what: 'install', limitMs: 1_000 } })
  expect([vi.getTimerCount(), progress.listenerCount]).toEqual([0, 0])
})

test('progress extends it', async () => {
  const { outcome, progress, finish } = start()
  for (let step = 0; step < 4; step++) {
    await vi.advanceTimersByTimeAsync(900)
    progress.emit()
  }
  finish()
  expect(await outcome).toBe('done')
  expect([vi.getTimerCount(), progress.listenerCount]).toEqual([0, 0])
})

test('progress for ever does not', async () => {
  const { outcome, progress } = start()
  for (let step = 0; step < 6; step++) {
    await vi.advanceTimersByTimeAsync(900)
    progress.emit()
  }
  expect(await outcome).toMatchObject({ code: 'TIMEOUT', details: { limitMs: 5_000 } })
  expect([vi.getTimerCount(), progress.listenerCount]).toEqual([0, 0])
})

test('a change of mind ends it at once', async () => {
  const abort = new AbortController()
  const { outcome, progress } = start(abort.signal)
  abort.abort(new Error('enough'))
  expect(await outcome).toMatchObject({ message: 'enough' })
  expect([vi.getTimerCount(), progress.listenerCount]).toEqual([0, 0])
})
