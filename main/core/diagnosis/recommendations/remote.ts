import type { Recommendation } from './recommendation.ts'

const connectivity = 'Check connectivity to {url|the URL} and verify that the server runs'

/** Networks, TLS, HTTP and sign-in. */
export const remoteRecommendations = {
  connection_refused: {
    means: 'Nothing listens at the address.',
    summary: 'Nothing listens at {object|the address of {server}}.',
    cures: [
      'Verify that the server runs at {object|its address}; inside a container, localhost is host.docker.internal.',
    ],
  },
  dns_failure: {
    means: 'The host name cannot be resolved.',
    summary: 'The host {object|of {server}} was not found.',
    cures: ['Correct the host {object|name}, or check DNS and VPN.'],
  },
  network_timeout: {
    means: 'A host did not answer in time.',
    summary: '{object|The server} could not be reached in time.',
    cures: [`${connectivity}.`, 'Consider a longer connection timeout (connection_timeout_seconds).'],
  },
  tls_cert_untrusted: {
    means: 'The certificate is self-signed or comes from an authority that is not trusted here.',
    summary: 'The certificate of {object|the host} is not trusted.',
    cures: [
      'Add its authority with network.extra_ca_file (for children: NODE_EXTRA_CA_CERTS, SSL_CERT_FILE); never switch off TLS.',
    ],
  },
  tls_cert_invalid: {
    means: 'The certificate has expired or belongs to another host.',
    summary: 'The certificate of {object|the host} has expired or belongs to another host.',
    cures: ['Have the certificate of {object|the host} renewed, and check this machine’s clock and the host name.'],
  },
  tls_protocol_mismatch: {
    means: 'The two sides do not speak the same TLS, or one speaks plain HTTP.',
    summary: '{object|The server} does not speak TLS as expected.',
    cures: ['Change https:// to http:// or the reverse, or correct the port.'],
  },
  proxy_error: {
    means: 'The HTTP proxy is missing, wants credentials or stands in the way of a local address.',
    summary: 'The HTTP proxy refused or broke the connection.',
    cures: [
      'Check network.https_proxy, and add local hosts to network.no_proxy (HTTPS_PROXY and NO_PROXY for children).',
    ],
  },
  connection_reset: {
    means: 'The other side closed the connection.',
    summary: '{object|The server} closed the connection.',
    cures: [`${connectivity}; it is tried again by itself.`],
  },
  rate_limited: {
    means: 'Too many requests: the other side asks to wait.',
    summary: '{object|The service} asks to wait: too many requests.',
    cures: ['Nothing to do: the next attempt waits as long as the server asked; check your quota if it stays.'],
  },
  upstream_5xx: {
    means: 'The remote server has a fault of its own.',
    summary: '{object|The server} has a fault of its own{status}.',
    cures: [
      'Nothing to do here: it is tried again by itself; check the status page of {object|the provider} if it stays.',
    ],
  },
  http_endpoint_not_found: {
    means: 'The server has nothing at this path.',
    summary: 'Nothing is at {object|this address}{status}.',
    cures: ['Correct the path of {url|the URL}; servers often use /mcp or /sse.'],
  },
  transport_mismatch: {
    means: 'The server speaks another transport: SSE instead of Streamable HTTP, or the reverse.',
    summary: '{object|The server} does not speak this transport{status}.',
    cures: ['Set "protocol" to "auto", or to the transport that the server speaks (streamable-http or sse).'],
  },
  session_stale: {
    means: 'The server no longer knows the session, for instance after its restart.',
    summary: '{object|The server} no longer knows the session.',
    cures: ['Nothing to do: a new session is opened by itself; restart the server if it stays.'],
  },
  host_origin_rejected: {
    means: 'The server does not accept this host name or origin.',
    summary: '{object|The server} does not accept this host name or origin{status}.',
    cures: ['Add the host of {url|the URL} to the server’s list of allowed hosts and origins.'],
  },
  auth_required: {
    means: 'The server asks for a sign-in or a key that was never given.',
    summary: '{object|The server} asks for a sign-in or a key{status}.',
    cures: ['Run the sign-in for {server}, or set its key (header Authorization, or the variable that it names).'],
  },
  auth_invalid_credentials: {
    means: 'The key, token or password was rejected.',
    summary: '{object|The service} rejected the credentials of {server}{status}.',
    cures: ['Replace the key or token of {server} with a valid one.'],
  },
  auth_forbidden_scope: {
    means: 'The account or token is known, but may not do this.',
    summary: '{object|The service} does not allow this to the account or token of {server}{status}.',
    cures: ['Run the sign-in again and allow the scopes that the message names, or use a token that has them.'],
  },
  oauth_token_expired: {
    means: 'The sign-in has expired or was revoked.',
    summary: 'The sign-in of {server} has expired.',
    cures: ['Run the sign-in for {server} again.'],
  },
  oauth_client_registration: {
    means: 'The sign-in server does not register clients by itself, or refuses the client or its redirect address.',
    summary: 'The sign-in server refused this client{object|}.',
    cures: ['Enter a client id that is registered at the provider, with exactly the redirect address that is used.'],
  },
  oauth_discovery_failed: {
    means: 'The server does not say properly where to sign in.',
    summary: 'Where to sign in for {server} could not be found out{object|}.',
    cures: [
      'Check connectivity to {url|the URL} and its /.well-known pages, or enter the address of the sign-in server.',
    ],
  },
  oauth_callback_failed: {
    means: 'The sign-in was started but not finished.',
    summary: 'The sign-in of {server} was not finished.',
    cures: ['Run the sign-in again and finish it in the browser; free the callback port {object|} if it is taken.'],
  },
} as const satisfies { readonly [category: string]: Recommendation }
