import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileRedact } from './redact.ts'

const redact = compileRedact(['s3cr3t-Value/1', 'line one of it\nline two of it', 'clé "quoted" \\ value'])

test.each([
  ['a known value', 'got s3cr3t-Value/1!', 'got [redacted]!'],
  ['a known value in a URL', '?a=s3cr3t-Value%2F1&b=2', '?a=[redacted]&b=2'],
  ['a known value in lower-case percent-encoding', 's3cr3t-Value%2f1', '[redacted]'],
  ['a line of a known value', 'x line two of it', 'x [redacted]'],
  ['a known value in JSON', JSON.stringify({ a: 'clé "quoted" \\ value' }), '{"a":"[redacted]"}'],
  ['a bearer header', 'Authorization: Bearer abc.def-123', 'Authorization: Bearer [redacted]'],
  ['a header as JSON', '{"authorization":"Basic dXNlcjpwYXNz"}', '{"authorization":"Basic [redacted]"}'],
  ['a bearer token alone', 'sent bearer abc123def456', 'sent bearer [redacted]'],
  ['a cookie', 'Cookie: session=abc; other=def', 'Cookie: [redacted]'],
  ['an OpenAI key', 'key sk-proj-abcdEFGH12345678 used', 'key [redacted] used'],
  ['a GitHub token', 'ghp_abcdefghijklmnopqrstuvwxyz0123456789', '[redacted]'],
  ['a fine-grained GitHub token', 'github_pat_11ABCDEFG0abcdefghij_x', '[redacted]'],
  ['a Slack token', 'xoxb-123456789-abcdefg', '[redacted]'],
  ['an AWS key id', 'id AKIAIOSFODNN7EXAMPLE.', 'id [redacted].'],
  ['a JWT', 'jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF', 'jwt [redacted]'],
  ['a password parameter', 'dsn host=db password=hunter2 port=1', 'dsn host=db password=[redacted] port=1'],
  ['a query parameter', 'GET /x?token=abc&page=2', 'GET /x?token=[redacted]&page=2'],
  ['a short parameter name', 'GET /x?key=abc', 'GET /x?key=[redacted]'],
  ['an environment variable', 'OPENAI_API_KEY=abc', 'OPENAI_API_KEY=[redacted]'],
  ['a JSON property', '{"client_secret": "abc"}', '{"client_secret": "[redacted]"}'],
  ['credentials in a URL', 'postgres://me:p@ss@db:5432/x', 'postgres://[redacted]@db:5432/x'],
  ['a token as the user of a URL', 'https://abcdefghijklmnop0123@host/x', 'https://[redacted]@host/x'],
  ['a flag and its value', 'run --api-token hunter --port 3', 'run --api-token [redacted] --port 3'],
  ['a flag with an equals sign', '--password=hunter', '--password=[redacted]'],
  ['a list of arguments', '["--token", "hunter"]', '["--token", "[redacted]"]'],
  ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nAb1\n-----END RSA PRIVATE KEY-----\nafter', '[redacted]\nafter'],
  ['a line cut from a private key', `MIIEpAIBAAKCAQEA${'aB3+'.repeat(12)}`, '[redacted]'],
])('hides %s', (_what, text, expected) => {
  expect({ once: redact(text), twice: redact(redact(text)) }).toEqual({ once: expected, twice: expected })
})

test('hides a known value inside base64, wherever it stands', () => {
  for (const before of ['', 'u', 'us', 'use']) {
    const encoded = Buffer.from(`${before}:s3cr3t-Value/1;`).toString('base64')
    const decoded = Buffer.from(redact(encoded), 'base64').toString()
    expect(redact(encoded)).toContain('[redacted]')
    expect(decoded).not.toContain('s3cr3t-Value')
  }
})

test.each([
  'Error: invalid token: expected string',
  'Bearer authentication is required',
  '--token is required',
  'Unexpected token < in JSON at position 0',
  'ssh://git@github.com/a/b',
  'container 3f4e1c9a7b2d3f4e1c9a7b2d3f4e1c9a7b2d3f4e1c9a7b2d3f4e1c9a7b2d3f4e started',
  'max_tokens=100',
  'GITHUB_TOKEN=undefined',
  'the task-runner of desk-lamp',
])('leaves what helps readable: %s', text => {
  expect(redact(text)).toBe(text)
})

test('a secret that was cut off is hidden as far as it goes', () => {
  const secret = Array.from({ length: 40 }, (_, index) => `${index}q`).join('') // 110 characters
  expect(compileRedact([secret])(`x ${secret.slice(0, 60)}`)).toBe(`x [redacted]${secret.slice(48, 60)}`)
})

test('planted secrets never come out, in any spelling, and redacting twice changes nothing', () => {
  const spellings = [
    (text: string) => text,
    encodeURIComponent,
    (text: string) => JSON.stringify(text).slice(1, -1),
    (text: string) => Buffer.from(text).toString('base64'),
    (text: string) => Buffer.from(text).toString('base64url'),
  ]
  const secretText = fc.string({
    minLength: 8,
    maxLength: 120,
    unit: fc.constantFrom(...Array.from('abcXYZ019 /+="\\\n%é:')),
  })
  fc.assert(
    fc.property(
      fc.array(secretText, { minLength: 1, maxLength: 5 }),
      fc.array(fc.string({ maxLength: 30 }), { minLength: 2, maxLength: 6 }),
      fc.nat(),
      (secrets, around, seed) => {
        const hide = compileRedact(secrets)
        const planted = secrets.flatMap((secret, index) => [
          around[index % around.length] ?? '',
          spellings[(seed + index) % spellings.length]!(secret),
        ])
        const safe = hide(planted.join(' '))
        for (const secret of secrets) {
          for (const spell of spellings) {
            const spelled = spell(secret)
            if (spelled.trim().length >= 11) expect(safe).not.toContain(spelled)
          }
        }
        expect(hide(safe)).toBe(safe)
      },
    ),
    { numRuns: 500 },
  )
})

test('time grows with the length of the text alone, whatever the text', () => {
  const many = compileRedact(Array.from({ length: 500 }, (_, index) => `shared-prefix-${index * 7919}`))
  const hostile = [
    'eyJ',
    'eyJ.',
    '-----BEGIN ',
    '://a',
    'password',
    '--a-',
    'bearer ',
    'sk-',
    '"token":"',
    'Ab1+',
    '-token',
    ' ',
    '\n',
    'shared-prefix-',
    '[redacted]',
  ]
  for (const piece of hostile) {
    many(piece.repeat(2_000)) // compiled before it is measured
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length))
    const startedAt = performance.now()
    many(text)
    // About 20 ms on a quiet machine; anything quadratic takes minutes.
    expect(performance.now() - startedAt, JSON.stringify(piece)).toBeLessThan(1_500)
  }
})
