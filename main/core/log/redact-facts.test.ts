import { expect, test } from 'vitest'
import { redactFacts } from './redact-facts.ts'
import { compileRedact } from './redact.ts'

const redact = compileRedact(['planted-secret', '987654321'])

test('facts lose their secrets, wherever they are', () => {
  const error = new Error('failed with planted-secret', { cause: new Error('planted-secret') })
  error.stack = 'stack planted-secret'
  error.cause = 'planted-secret'
  expect(
    redactFacts(
      {
        text: 'a planted-secret',
        'planted-secret': 1,
        list: ['planted-secret'],
        nested: { apiKey: 'x', ok: true },
        id: 987654321,
        error,
      },
      redact,
    ),
  ).toEqual({
    text: 'a [redacted]',
    '[redacted]': 1,
    list: ['[redacted]'],
    nested: { apiKey: '[redacted]', ok: true },
    id: '[redacted]',
    error: { name: 'Error', message: 'failed with [redacted]', stack: 'stack [redacted]', cause: '[redacted]' },
  })
})

test('odd values are shown as what they are, and bounded', () => {
  const cyclic: Record<string, unknown> = { size: 5n, bytes: new Uint8Array(3), run: () => {}, none: null }
  cyclic.self = cyclic
  const shown = redactFacts({ cyclic, long: Array.from({ length: 500 }, () => 1) }, redact)
  expect(JSON.stringify(shown).length).toBeLessThan(1_000)
  expect(shown.cyclic).toMatchObject({ size: '5', bytes: '[3 bytes]', run: '[function]', none: null })
})
