import { expect, test } from 'vitest'
import type { DesktopHandlers, Preferences } from '#shared/ipc/desktop-contract'
import { silentLog } from '#core/log/log'
import { answerDesktopCall, isDesktopCall } from './answer.ts'

const preferences: Preferences = { theme: 'dark', density: 'compact', startAtLogin: false, startHidden: false }

function setUp(change: Partial<DesktopHandlers> = {}) {
  const seen: unknown[] = []
  const see = async (input: unknown) => void seen.push(input)
  const handlers: DesktopHandlers = {
    'window:target': async () => null,
    'clipboard:write': see,
    'shell:open': see,
    'preferences:get': async () => preferences,
    'preferences:set': async () => preferences,
    'desktop:state': async () => ({ preferences, alerts: [], tray: 'absent' }),
    'desktop:dismissAlert': see,
    ...change,
  }
  const errors: string[] = []
  const log = { ...silentLog, error: (message: string) => void errors.push(message) }
  return {
    seen,
    errors,
    answer: (name: keyof DesktopHandlers, raw: unknown) => answerDesktopCall(handlers, name, raw, log),
  }
}

test('an answer is the value, parsed', async () => {
  expect(await setUp().answer('preferences:get', undefined)).toEqual({ ok: true, value: preferences })
})

test.each([
  ['clipboard:write', { text: 7 }],
  ['preferences:set', { theme: 'pink' }],
  ['shell:open', { kind: 'reveal', place: '/etc' }],
  ['shell:open', { kind: 'path', path: '/etc/passwd' }],
  ['shell:open', { kind: 'page', url: 'http://modelcontextprotocol.io/' }],
  ['shell:open', { kind: 'page', url: 'https://modelcontextprotocol.io.evil.example/' }],
  ['shell:open', { kind: 'page', url: 'javascript:alert(1)' }],
] as const)('%s refuses %j before any handler sees it', async (name, raw) => {
  const { answer, seen } = setUp()
  expect([await answer(name, raw), seen]).toMatchObject([{ ok: false, error: { code: 'IPC_REJECTED' } }, []])
})

test('a page of an allowed place is opened', async () => {
  const page = { kind: 'page', url: 'https://docs.docker.com/engine/install/' }
  const { answer, seen } = setUp()
  expect([await answer('shell:open', page), seen]).toEqual([{ ok: true, value: undefined }, [page]])
})

test('the window gets only a code of a bug, and the log the rest', async () => {
  const { answer, errors } = setUp({ 'preferences:get': () => Promise.reject(new Error('token=secret')) })
  const reply = await answer('preferences:get', undefined)
  expect({ leaks: JSON.stringify(reply).includes('secret'), code: reply.ok ? null : reply.error.code, errors }).toEqual(
    { leaks: false, code: 'INTERNAL', errors: ['The call preferences:get failed unexpectedly'] },
  )
})

test('names inherited from objects are no calls', () => {
  expect(['preferences:get', 'toString', '__proto__', 'app:snapshot'].map(isDesktopCall)).toEqual([
    true,
    false,
    false,
    false,
  ])
})
