import { expect, test } from 'vitest'
import { AppError } from '#shared/errors'
import { silentLog } from '../log/log.ts'
import { dispatch } from './dispatch.ts'
import { emptySnapshot, fakeHandlers } from './testing/fake-handlers.ts'

test('a call without input may come with null, as JSON has no undefined', async () => {
  const handlers = fakeHandlers({ 'app:snapshot': async () => emptySnapshot() })
  expect(await dispatch(handlers, 'app:snapshot', null, silentLog)).toEqual({ ok: true, value: emptySnapshot() })
})

test('a handler receives parsed input, defaults included', async () => {
  const seen: unknown[] = []
  const handlers = fakeHandlers({
    'server:attempts': async input => {
      seen.push(input)
      return []
    },
  })
  await dispatch(handlers, 'server:attempts', { name: 'a', extra: 1 }, silentLog)
  expect(seen).toEqual([{ name: 'a', limit: 50 }])
})

test.each([
  ['an unknown call', 'no:such', undefined, /no call named "no:such"/],
  ['a name of the prototype', 'toString', undefined, /no call named "toString"/],
  ['a wrong input', 'server:enable', { name: 7 }, /Wrong input for server:enable: .*name/s],
  ['no input', 'server:enable', undefined, /Wrong input for server:enable/],
])('%s is refused as data', async (_what, name, input, message) => {
  const reply = await dispatch(fakeHandlers({}), name, input, silentLog)
  expect(reply).toMatchObject({ ok: false, error: { code: 'IPC_REJECTED', message: expect.stringMatching(message) } })
})

test('an expected failure travels whole', async () => {
  const details = { name: 'x', known: ['a'] }
  const handlers = fakeHandlers({
    'server:enable': () => Promise.reject(new AppError('SERVER_UNKNOWN', 'No server "x"', details)),
  })
  expect(await dispatch(handlers, 'server:enable', { name: 'x' }, silentLog)).toEqual({
    ok: false,
    error: { code: 'SERVER_UNKNOWN', message: 'No server "x"', details },
  })
})

test.each([
  ['a bug', () => Promise.reject(new TypeError('planted secret'))],
  ['an answer that breaks the contract', async () => ({ 'planted secret': 1 }) as never],
])('%s tells the log everything and the caller nothing', async (_what, handle) => {
  const logged: unknown[] = []
  const log = { ...silentLog, error: (message: string, facts?: object) => void logged.push([message, facts]) }
  const reply = await dispatch(fakeHandlers({ 'app:snapshot': handle }), 'app:snapshot', undefined, log)
  expect(reply).toMatchObject({ ok: false, error: { code: 'INTERNAL', details: { channel: 'app:snapshot' } } })
  expect(JSON.stringify(reply)).not.toContain('planted')
  expect(logged).toEqual([['The call app:snapshot failed unexpectedly', { error: expect.any(Error) }]])
})
