import type { Check } from '#shared/check'
import type { ServerConfig } from '#shared/config'
import { isTlsError } from './ask-url.ts'
import type { Probes } from './probes.ts'
import { hostAndPortOf } from './reach-host.ts'
import { seen } from './seen.ts'

/** The looks at a remote server, from its name up to its answer. */
export function checksOfUrl(server: ServerConfig, probes: Probes): (() => Promise<Check | null>)[] {
  if (server.url === undefined || !URL.canParse(server.url)) {
    return [() => Promise.resolve(seen('URL', 'configuration', false, 'The URL cannot be read.', 'Correct "url".'))]
  }
  const url = new URL(server.url)
  const { host, port } = hostAndPortOf(url)
  return [
    async () => {
      const found = await probes.resolveHost(host)
      return found.ok
        ? seen('Name', 'dns', true, `${host} is ${found.detail}`)
        : seen(
            'Name',
            'dns',
            false,
            `${host} is not known (${found.code}).`,
            'Correct the host name, or check the network.',
          )
    },
    async () => {
      const found = await probes.reachPort(host, port)
      return found.ok
        ? seen('Connection', 'connection', true, `${host}:${port} accepts connections.`)
        : seen(
            ...(['Connection', 'connection', false, `${host}:${port} cannot be reached (${found.code}).`] as const),
            `Verify that the server runs, and check connectivity to ${url.origin}.`,
          )
    },
    async () => {
      if (url.protocol !== 'https:') return null
      const answer = await probes.askUrl(url)
      if (answer.kind === 'error' && !isTlsError(answer.code)) return null // said by the check of the connection
      return answer.kind === 'answer'
        ? seen('TLS', 'tls', true, 'The certificate is trusted.')
        : seen(
            'TLS',
            'tls',
            false,
            `${answer.message} (${answer.code})`,
            'Add the authority with network.extra_ca_file, or renew the certificate.',
          )
    },
    () => checkHttp(url, server, probes),
  ]
}

async function checkHttp(url: URL, server: ServerConfig, probes: Probes): Promise<Check | null> {
  const accept = 'text/event-stream, application/json'
  const answer = await probes.askUrl(url, { accept, ...server.headers })
  if (answer.kind === 'error') return null // said by the other checks
  const { status } = answer
  const bad: { readonly [status: number]: string } = {
    401: 'Sign in, or set the Authorization header.',
    403: 'Check what this account or token may do.',
    404: 'Check the path of the URL; servers often use /mcp or /sse.',
    407: 'Check network.https_proxy and network.no_proxy.',
    410: 'Check the path of the URL; servers often use /mcp or /sse.',
    421: "Add the host to the server's list of allowed hosts.",
    429: 'Wait: it asks for patience.',
  }
  const advice = bad[status] ?? (status >= 500 ? 'The provider has trouble: try again later.' : null)
  // A server without a stream answers GET with 405; the handshake decides.
  return seen('HTTP', 'http', advice === null, `The URL answers ${status}.`, advice)
}
