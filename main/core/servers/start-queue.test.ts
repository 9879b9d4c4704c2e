import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { StartQueue } from './start-queue.ts'

const never = new AbortController().signal

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

/** Asks for a place and notes when it was granted. */
function ask(
  queue: StartQueue,
  name: string,
  started: string[],
  options: { retries?: number; order?: number; cold?: string } = {},
) {
  const { retries = 0, order = 0, cold = null } = options
  return queue.acquire({ rank: [retries, order], coldPackage: cold }, never).then(slot => {
    started.push(name)
    return slot
  })
}

const release = async (...slots: Promise<Disposable>[]) => {
  for (const slot of slots) (await slot)[Symbol.dispose]()
  await vi.advanceTimersByTimeAsync(0)
}

test('no more than the limit start at once, first attempts first, then in the order of the file', async () => {
  const queue = new StartQueue(2)
  const started: string[] = []
  const places = [ask(queue, 'a', started), ask(queue, 'b', started, { order: 1 })]
  const rest = [
    ask(queue, 'retried', started, { retries: 3, order: 0 }),
    ask(queue, 'd', started, { order: 3 }),
    ask(queue, 'c', started, { order: 2 }),
  ]
  await vi.advanceTimersByTimeAsync(0)
  expect(started).toEqual(['a', 'b'])
  await release(...places)
  expect(started).toEqual(['a', 'b', 'c', 'd'])
  await release(rest[1]!, rest[2]!, rest[0]!)
  expect([started.at(-1), queue.held, queue.waiting]).toEqual(['retried', 0, 0])
})

test('cold packages: two at once, one of each, and they do not hold up warm servers', async () => {
  const queue = new StartQueue(10)
  const started: string[] = []
  const cold = ['x', 'x', 'y', 'z'].map((name, order) => ask(queue, `${name}${order}`, started, { order, cold: name }))
  const warm = ask(queue, 'warm', started, { order: 9 })
  await vi.advanceTimersByTimeAsync(0)
  expect(started).toEqual(['x0', 'y2', 'warm'])
  await release(cold[0]!)
  expect(started).toEqual(['x0', 'y2', 'warm', 'x1'])
  await release(cold[1]!)
  expect(started.at(-1)).toBe('z3')
  await release(cold[2]!, cold[3]!, warm)
})

test('who no longer wants to start leaves the queue at once', async () => {
  const queue = new StartQueue(1)
  const started: string[] = []
  const first = ask(queue, 'first', started)
  const abort = new AbortController()
  const leaving = queue.acquire({ rank: [0, 1], coldPackage: null }, abort.signal)
  const last = ask(queue, 'last', started, { order: 2 })
  abort.abort(new Error('disabled'))
  await expect(leaving).rejects.toThrow('disabled')
  expect(queue.waiting).toBe(1)
  await release(first)
  expect(started).toEqual(['first', 'last'])
  await release(last)
})

test('20 hung servers in front of 80 healthy ones hold them up for 5 s, not for 30', async () => {
  const queue = new StartQueue(20)
  const started: string[] = []
  const hung = Array.from({ length: 20 }, (_, order) => ask(queue, `hung-${order}`, started, { order }))
  const healthy = Array.from({ length: 80 }, async (_, index) => {
    const slot = await ask(queue, `healthy-${index}`, started, { order: 20 + index })
    await new Promise(resolve => setTimeout(resolve, 100))
    slot[Symbol.dispose]()
  })
  await vi.advanceTimersByTimeAsync(4_999)
  expect(started).toHaveLength(20)
  await vi.advanceTimersByTimeAsync(401)
  await Promise.all(healthy)
  expect([started.length, queue.held]).toEqual([100, 0])
  await release(...hung)
  expect(queue.held).toBe(0) // a place that was taken back is not given back twice
})

test('a slow download gives its place back, but its package stays reserved', async () => {
  const queue = new StartQueue(10)
  const started: string[] = []
  const slow = ['x', 'y'].map((cold, order) => ask(queue, cold, started, { order, cold }))
  const same = ask(queue, 'x again', started, { order: 2, cold: 'x' })
  const other = ask(queue, 'z', started, { order: 3, cold: 'z' })
  await vi.advanceTimersByTimeAsync(15_000)
  expect(started).toEqual(['x', 'y', 'z'])
  await release(slow[0]!)
  expect(started.at(-1)).toBe('x again')
  await release(same, other, slow[1]!)
})

test('a higher limit holds at once', async () => {
  const queue = new StartQueue(1)
  const started: string[] = []
  const places = [0, 1, 2].map(order => ask(queue, `${order}`, started, { order }))
  queue.limit = 3
  await vi.advanceTimersByTimeAsync(0)
  expect(started).toEqual(['0', '1', '2'])
  await release(...places)
})
