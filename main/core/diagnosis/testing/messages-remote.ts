import type { Message } from './message.ts'

const http = { command: 'https://mcp.example.com/mcp', args: [], transport: 'http' }
const sse = { command: 'https://mcp.example.com/sse', args: [], transport: 'sse' }
const stdio = { command: 'npx', args: ['-y', 'mcp-thing'], transport: 'stdio' }
const bridge = { command: 'npx', args: ['-y', 'mcp-remote', 'https://mcp.example.com/mcp'], transport: 'stdio' }

/** What networks, TLS stacks, HTTP servers and sign-in servers say, by cause. */
export const remoteMessages: readonly Message[] = [
  ['connection_refused', 'TypeError: fetch failed\n  cause: Error: connect ECONNREFUSED 127.0.0.1:8931', http],
  ['connection_refused', 'httpx.ConnectError: All connection attempts failed', http],
  ['connection_refused', 'Post "http://localhost:8080/mcp": dial tcp [::1]:8080: connect: connection refused', http],
  ['dns_failure', 'TypeError: fetch failed\n[cause]: Error: getaddrinfo ENOTFOUND mcp.exmaple.com', http],
  ['dns_failure', 'dial tcp: lookup mcp.exmaple.com on 127.0.0.53:53: no such host', http],
  ['dns_failure', 'httpx.ConnectError: [Errno -2] Name or service not known', sse],
  [
    'network_timeout',
    'ConnectTimeoutError: Connect Timeout Error (attempted address: mcp.example.com:443, timeout: 10000ms)\n code: UND_ERR_CONNECT_TIMEOUT',
    http,
  ],
  ['network_timeout', 'dial tcp 10.0.0.9:443: i/o timeout', http],
  ['network_timeout', 'Error: connect EHOSTUNREACH 192.168.1.50:8080', http],
  [
    'tls_cert_untrusted',
    'Error: unable to get local issuer certificate\n code: UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    http,
  ],
  ['tls_cert_untrusted', 'tls: failed to verify certificate: x509: certificate signed by unknown authority', http],
  [
    'tls_cert_untrusted',
    'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate chain (_ssl.c:1006)',
    stdio,
  ],
  ['tls_cert_untrusted', 'invalid peer certificate: UnknownIssuer', { command: 'uvx', args: ['x'] }],
  ['tls_cert_invalid', 'Error: certificate has expired\n  code: CERT_HAS_EXPIRED', http],
  [
    'tls_cert_invalid',
    "Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames: Host: mcp.example.com. is not in the cert's altnames: DNS:example.org",
    http,
  ],
  [
    'tls_cert_invalid',
    'x509: certificate has expired or is not yet valid: current time 2026-01-01T00:00:00Z is after 2025-01-01T00:00:00Z',
    http,
  ],
  [
    'tls_protocol_mismatch',
    'Error: write EPROTO 4036:error:0A00010B:SSL routines:ssl3_get_record:wrong version number',
    http,
  ],
  ['tls_protocol_mismatch', 'http: server gave HTTP response to HTTPS client', http],
  [
    'tls_protocol_mismatch',
    'ssl.SSLError: [SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version (_ssl.c:1006)',
    stdio,
  ],
  ['proxy_error', 'Error: tunneling socket could not be established, statusCode=407', stdio],
  [
    'proxy_error',
    'requests.exceptions.ProxyError: HTTPSConnectionPool(host="api.example.com", port=443): Max retries exceeded (Caused by ProxyError("Cannot connect to proxy."))',
    stdio,
  ],
  ['connection_reset', 'TypeError: fetch failed\n[cause]: SocketError: other side closed\n code: UND_ERR_SOCKET', http],
  ['connection_reset', 'read tcp 10.0.0.2:5000->10.0.0.9:443: read: connection reset by peer', http],
  [
    'connection_reset',
    'httpx.RemoteProtocolError: peer closed connection without sending complete message body (incomplete chunked read)',
    sse,
  ],
  ['rate_limited', 'Error POSTing to endpoint (HTTP 429): {"error":"Too Many Requests"}', http],
  ['rate_limited', 'openai.RateLimitError: Error code: 429 - You exceeded your current quota', stdio],
  ['upstream_5xx', 'Error POSTing to endpoint (HTTP 502): Bad Gateway', http],
  ['upstream_5xx', 'SSE error: Non-200 status code (503)', sse],
  ['upstream_5xx', 'Streamable HTTP error: Error POSTing to endpoint: Internal Server Error (500)', http],
  ['http_endpoint_not_found', 'Error POSTing to endpoint (HTTP 404): <pre>Cannot POST /mcp</pre>', http],
  ['http_endpoint_not_found', 'SSE error: Non-200 status code (404)', sse],
  [
    'http_endpoint_not_found',
    "httpx.HTTPStatusError: Client error '404 Not Found' for url 'http://localhost:8000/mcp'",
    http,
  ],
  ['transport_mismatch', 'SSE error: Non-200 status code (405)', sse],
  [
    'transport_mismatch',
    'Error POSTing to endpoint (HTTP 406): {"jsonrpc":"2.0","error":{"code":-32000,"message":"Not Acceptable: Client must accept both application/json and text/event-stream"},"id":null}',
    http,
  ],
  ['transport_mismatch', 'SSE error: Invalid content type, expected "text/event-stream"', sse],
  [
    'session_stale',
    'Error POSTing to endpoint (HTTP 404): {"jsonrpc":"2.0","error":{"code":-32001,"message":"Session not found"},"id":null}',
    http,
  ],
  [
    'session_stale',
    'Error POSTing to endpoint (HTTP 400): {"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: No valid session ID provided"},"id":null}',
    http,
  ],
  ['host_origin_rejected', 'Error POSTing to endpoint (HTTP 421): Invalid Host header', http],
  [
    'host_origin_rejected',
    'Error POSTing to endpoint (HTTP 403): {"jsonrpc":"2.0","error":{"code":-32000,"message":"Invalid Host: mcp.local"},"id":null}',
    http,
  ],
  [
    'host_origin_rejected',
    "Access to fetch at 'http://localhost:3000/mcp' from origin 'http://localhost:6274' has been blocked by CORS policy",
    http,
  ],
  [
    'auth_required',
    'Error POSTing to endpoint (HTTP 401): {"error":"invalid_token","error_description":"Missing or invalid access token"}',
    http,
  ],
  ['auth_required', 'HTTP 401: Unauthorized', http],
  ['auth_invalid_credentials', 'Error: 401 Unauthorized - Bad credentials', stdio],
  [
    'auth_invalid_credentials',
    'Incorrect API key provided: [redacted]. You can find your API key at the dashboard.',
    stdio,
  ],
  ['auth_invalid_credentials', 'FATAL: password authentication failed for user "postgres"', stdio],
  [
    'auth_forbidden_scope',
    'Error POSTing to endpoint (HTTP 403): {"error":"insufficient_scope","error_description":"The token lacks the scope mcp:tools"}',
    http,
  ],
  ['auth_forbidden_scope', 'GitHub API error: Resource not accessible by personal access token', stdio],
  ['oauth_token_expired', 'Error: invalid_grant: Token has been expired or revoked.', stdio],
  ['oauth_token_expired', 'HTTP 500: {"message":"jwt expired"}', http],
  ['oauth_token_expired', 'Error refreshing OAuth token: refresh token expired', bridge],
  [
    'oauth_client_registration',
    'Error: Incompatible auth server: does not support dynamic client registration',
    bridge,
  ],
  ['oauth_client_registration', 'Error 400: redirect_uri_mismatch', http],
  [
    'oauth_client_registration',
    'HTTP 400: {"error":"invalid_redirect_uri","error_description":"redirect_uri not allowed"}',
    http,
  ],
  ['oauth_discovery_failed', 'Failed to discover OAuth2 metadata', http],
  ['oauth_discovery_failed', 'Error: HTTP 404 trying to load well-known OAuth metadata', bridge],
  [
    'oauth_discovery_failed',
    'Protected resource https://a.example/mcp does not match expected https://a.example/ (or origin)',
    http,
  ],
  ['oauth_callback_failed', 'Invalid or expired state parameter - potential CSRF attack', http],
  ['oauth_callback_failed', 'OAuth callback port 19876 is already in use.', http],
  ['oauth_callback_failed', 'OAuth error: access_denied - The user denied the request', http],
]
