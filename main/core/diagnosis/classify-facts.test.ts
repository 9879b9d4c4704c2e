import { expect, test } from 'vitest'
import { serverSchema } from '#shared/config'
import type { LinkEvidence } from '../transports/transport.ts'
import { classifyByFacts } from './classify-facts.ts'
import type { FailureEvidence } from './evidence.ts'

const silent: LinkEvidence = {
  stderrTail: [],
  stdoutNoise: [],
  exit: null,
  errorCode: null,
  message: 'it failed',
  http: null,
}
const http = (status: number) => ({ http: { status, body: '', wwwAuthenticate: null, retryAfterMs: null } })
const stdio = serverSchema.parse({ name: 'files', command: 'serve-files', working_dir: '/nowhere' })
const remote = serverSchema.parse({ name: 'far', url: 'https://mcp.example/mcp' })
const signedIn = serverSchema.parse({
  name: 'far',
  url: 'https://mcp.example/mcp',
  headers: { authorization: 'Bearer x' },
})

function judge(link: Partial<LinkEvidence>, more: Partial<FailureEvidence> = {}) {
  const evidence: FailureEvidence = {
    server: stdio,
    phase: 'initialize',
    timeoutMs: null,
    wasReady: false,
    rpcError: null,
    ...more,
    link: { ...silent, ...link },
  }
  return classifyByFacts(evidence)
}

test.each([
  ['401 without credentials', http(401), { server: remote }, 'auth_required'],
  ['401 with credentials', http(401), { server: signedIn }, 'auth_invalid_credentials'],
  ['403', http(403), { server: remote }, 'auth_forbidden_scope'],
  ['404', http(404), { server: remote }, 'http_endpoint_not_found'],
  ['405', http(405), { server: remote }, 'transport_mismatch'],
  ['407', http(407), { server: remote }, 'proxy_error'],
  ['421', http(421), { server: remote }, 'host_origin_rejected'],
  ['429', http(429), { server: remote }, 'rate_limited'],
  ['503', http(503), { server: remote }, 'upstream_5xx'],
  ['a missing command', { errorCode: 'ENOENT' }, {}, 'command_not_found'],
  ['a missing folder', { errorCode: 'ENOENT', message: 'working_dir does not exist' }, {}, 'working_dir_missing'],
  ['a refused connection', { errorCode: 'ECONNREFUSED' }, { server: remote }, 'connection_refused'],
  ['an unknown host', { errorCode: 'ENOTFOUND' }, { server: remote }, 'dns_failure'],
  ['a self-signed certificate', { errorCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, { server: remote }, 'tls_cert_untrusted'],
  ['an expired certificate', { errorCode: 'CERT_HAS_EXPIRED' }, { server: remote }, 'tls_cert_invalid'],
  ['a crash', { exit: { code: null, signal: 'SIGSEGV' } }, {}, 'native_crash'],
  ['an exit', { exit: { code: 1, signal: null }, stderrTail: ['no key', ''] }, {}, 'early_exit_unknown'],
  ['a hung handshake', {}, { timeoutMs: 30_000 }, 'startup_timeout'],
  ['noise instead of a handshake', { stdoutNoise: ['Listening…'] }, { timeoutMs: 30_000 }, 'stdout_pollution'],
  ['an error answer', {}, { rpcError: { code: -32603, message: 'broken' } }, 'protocol_violation'],
] as const)('%s is named', (_case, link, more, category) => {
  expect(judge(link, more).category).toBe(category)
})

test('evidence without a cause stays unknown, with no confidence', () => {
  expect(judge({})).toMatchObject({ category: 'unknown', confidence: 0, summary: 'it failed' })
})

test('an exit quotes the last thing said, and is not sure', () => {
  expect(judge({ exit: { code: 3, signal: null }, stderrTail: ['GITHUB_TOKEN is required', ''] })).toMatchObject({
    confidence: 0.3,
    summary: 'files stopped before it was ready (exit code 3). It said: GITHUB_TOKEN is required',
  })
})
