import type { BrokenProgram, Surroundings } from './broken-program.ts'

const at =
  (path: string) =>
  ({ http }: Surroundings) => ({ url: `${http}/${path}`, protocol: 'streamable-http' as const })

/** Remote servers that cannot be used, each for a reason of its own. */
export const brokenRemote: readonly BrokenProgram[] = [
  {
    name: 'nobody listens',
    causes: ['connection_refused'],
    server: ({ freePort }) => ({ url: `http://127.0.0.1:${freePort}/mcp` }),
  },
  {
    name: 'host that does not exist',
    causes: ['dns_failure'],
    server: () => ({ url: 'https://no-such-host.invalid/mcp' }),
  },
  { name: 'connection is cut', causes: ['connection_reset'], server: ({ resetting }) => ({ url: `${resetting}/mcp` }) },
  { name: 'no answer', causes: ['network_timeout'], server: ({ silent }) => ({ url: `${silent}/mcp` }) },
  { name: '401 without credentials', causes: ['auth_required'], server: at('401') },
  {
    name: '401 with credentials',
    causes: ['auth_invalid_credentials'],
    server: around => ({ ...at('401')(around), headers: { authorization: 'Bearer wrong' } }),
  },
  {
    name: '401 with an expired token',
    causes: ['oauth_token_expired'],
    server: around => ({ ...at('expired')(around), headers: { authorization: 'Bearer old' } }),
  },
  { name: '403 for want of a scope', causes: ['auth_forbidden_scope'], server: at('scope') },
  { name: '403', causes: ['auth_forbidden_scope'], server: at('403') },
  { name: '403 for the origin', causes: ['host_origin_rejected'], server: at('origin') },
  { name: '421 for the host', causes: ['host_origin_rejected'], server: at('421') },
  { name: '404 of an endpoint', causes: ['http_endpoint_not_found'], server: at('404') },
  { name: '404 of a session', causes: ['session_stale'], server: at('session') },
  { name: '405', causes: ['transport_mismatch'], server: at('405') },
  { name: '406', causes: ['transport_mismatch'], server: at('406') },
  { name: '415', causes: ['transport_mismatch'], server: at('415') },
  { name: '429', causes: ['rate_limited'], server: at('429') },
  { name: '500', causes: ['upstream_5xx'], server: at('500') },
  { name: '500 that is an expired token', causes: ['oauth_token_expired'], server: at('500-expired') },
  { name: '503', causes: ['upstream_5xx'], server: at('503') },
  {
    name: 'a web page',
    causes: ['http_endpoint_not_found', 'protocol_violation', 'transport_mismatch'],
    server: at('page'),
  },
  {
    name: 'self-signed certificate',
    causes: ['tls_cert_untrusted'],
    server: ({ selfSigned }) => ({ url: `${selfSigned}/mcp` }),
  },
  { name: 'expired certificate', causes: ['tls_cert_invalid'], server: ({ expired }) => ({ url: `${expired}/mcp` }) },
  {
    name: 'certificate of another host',
    causes: ['tls_cert_invalid', 'tls_cert_untrusted'],
    server: ({ otherHost }) => ({ url: `${otherHost}/mcp` }),
  },
  {
    name: 'https to a port that speaks http',
    causes: ['tls_protocol_mismatch'],
    server: ({ http }) => ({ url: `${http.replace('http:', 'https:')}/mcp` }),
  },
]

/** What the stand-in server answers, by path. */
export const answers: {
  readonly [path: string]: readonly [status: number, body: string, headers?: { readonly [name: string]: string }]
} = {
  '401': [401, '{"error":"unauthorized"}', { 'www-authenticate': 'Bearer' }],
  expired: [
    401,
    '{"error":"invalid_token","error_description":"The access token expired"}',
    { 'www-authenticate': 'Bearer error="invalid_token"' },
  ],
  scope: [403, '{"error":"insufficient_scope","scope":"files:read"}'],
  '403': [403, 'Forbidden'],
  origin: [
    403,
    '{"jsonrpc":"2.0","error":{"code":-32000,"message":"Invalid Origin header: http://localhost"},"id":null}',
  ],
  '421': [421, 'Invalid Host header'],
  '404': [404, '404 page not found'],
  session: [404, '{"jsonrpc":"2.0","error":{"code":-32001,"message":"Session not found"},"id":null}'],
  '405': [405, 'Method Not Allowed', { allow: 'GET' }],
  '406': [
    406,
    '{"jsonrpc":"2.0","error":{"code":-32000,"message":"Not Acceptable: Client must accept text/event-stream"},"id":null}',
  ],
  '415': [415, 'Unsupported Media Type'],
  '429': [429, 'slow down', { 'retry-after': '30' }],
  '500': [500, 'Internal Server Error'],
  '500-expired': [500, '{"error":"invalid_grant","error_description":"Token has been expired or revoked."}'],
  '503': [503, 'no available server'],
  page: [200, '<!DOCTYPE html><title>Hello</title>', { 'content-type': 'text/html' }],
}
