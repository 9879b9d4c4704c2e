import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ExchangeResponse } from './http-exchange.ts'
import { keepListening } from './keep-listening.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type Reply = number | 'ends at once' | 'says something' | { readonly code: string }

/** Plays replies one after the other, the last one for ever. */
function play(replies: readonly Reply[]) {
  const asked: (string | null)[] = []
  const ends: object[] = []
  const abort = new AbortController()
  let reply: Reply = 405
  const done = keepListening({
    get: async lastId => {
      reply = replies[Math.min(asked.push(lastId), replies.length) - 1] ?? 405
      if (typeof reply === 'object') throw Object.assign(new Error('broken'), reply)
      const status = typeof reply === 'number' ? reply : 200
      const url = new URL('http://127.0.0.1/')
      return {
        status,
        mediaType: status === 200 ? 'text/event-stream' : '',
        header: () => null,
        body: Readable.from([]),
        url,
      }
    },
    read: async (_response: ExchangeResponse, { onId, onEvent }) => {
      if (reply === 'says something') {
        onId('7')
        onEvent()
      }
      return null
    },
    refusal: async ({ status }) => ({
      http: { status, body: '', wwwAuthenticate: null, retryAfterMs: null },
      isOver: status === 404 || status === 401,
      message: `refused with ${status}`,
    }),
    end: known => void ends.push(known),
    unreachable: () => 'unreachable',
    signal: abort.signal,
  })
  return { asked, ends, abort, done }
}

test.each<[string, readonly Reply[], number, object | null]>([
  ['a server without such a stream is asked once', [405], 1, null],
  ['404 to the first try means the same', [404], 1, null],
  [
    '404 after the stream was open means that the session is gone',
    ['says something', 404],
    2,
    { message: 'refused with 404' },
  ],
  ['so does a sign-in that ended', ['says something', 401], 2, { message: 'refused with 401' }],
  [
    'a refused connection ends the link at once',
    ['says something', { code: 'ECONNREFUSED' }],
    2,
    { errorCode: 'ECONNREFUSED' },
  ],
  [
    'a network that stays away ends it after five tries',
    ['says something', { code: 'EAI_AGAIN' }],
    6,
    { errorCode: 'EAI_AGAIN' },
  ],
])('%s', async (_, replies, tries, end) => {
  const { asked, ends, done } = play(replies)
  await vi.runAllTimersAsync()
  await done
  expect({ tries: asked.length, ends }).toMatchObject({ tries, ends: end === null ? [] : [end] })
})

test.each<[string, readonly Reply[]]>([
  ['closes each stream at once', ['ends at once']],
  ['is overloaded', [503]],
])('a server that %s is asked ever more rarely, and never given up', async (_, replies) => {
  const { asked, ends, abort, done } = play(replies)
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(asked.length).toBeGreaterThan(100) // each 30 s
  expect(asked.length).toBeLessThan(135)
  expect(ends).toEqual([])
  abort.abort()
  await done
  expect(vi.getTimerCount()).toBe(0)
})

test('it goes on where it was cut, and from the beginning when that is refused', async () => {
  const { asked, abort, done } = play(['says something', 'says something', 400, 'ends at once'])
  await vi.advanceTimersByTimeAsync(5_000)
  expect(asked.slice(0, 4)).toEqual([null, '7', '7', null])
  abort.abort()
  await done
})
