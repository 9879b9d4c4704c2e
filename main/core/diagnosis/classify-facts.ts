import type { Category } from '#shared/categories'
import { protocolOf } from '#shared/config'
import type { Diagnosis, FailureEvidence } from './evidence.ts'

type Finding = Omit<Diagnosis, 'summary' | 'recommendation'> & { summary: string; recommendation: string | null }

/**
 * Judges by hard facts only: system error codes, HTTP status, exit, signal and time-outs.
 * What a program printed is quoted, not interpreted. The first rule that knows wins.
 */
export function classifyByFacts(evidence: FailureEvidence): Diagnosis {
  return (
    fromHttp(evidence) ??
    fromErrorCode(evidence) ??
    fromExit(evidence) ??
    fromTimeout(evidence) ??
    fromRpcError(evidence) ?? {
      category: 'unknown',
      confidence: 0,
      summary: evidence.link.message,
      recommendation: 'Look at the log of this server; the evidence does not name a cause.',
    }
  )
}

const finding = (category: Category, confidence: number, summary: string, recommendation: string | null): Finding => ({
  category,
  confidence,
  summary,
  recommendation,
})

function fromHttp({ link, server }: FailureEvidence): Finding | null {
  if (link.http === null) return null
  const { status } = link.http
  const url = server.url ?? 'the server'
  const says = (text: string) => `${url} answered ${status}: ${text}`
  if (status === 401) {
    const sent = Object.keys(server.headers).some(header => header.toLowerCase() === 'authorization')
    return sent
      ? finding(
          'auth_invalid_credentials',
          0.8,
          says('the credentials were rejected.'),
          'Replace the value of the Authorization header.',
        )
      : finding('auth_required', 0.9, says('sign-in is needed.'), 'Set the Authorization header of this server.')
  }
  if (status === 403)
    return finding(
      'auth_forbidden_scope',
      0.6,
      says('access is forbidden.'),
      'Check what this account or token may do.',
    )
  if (status === 404 || status === 410) {
    return finding(
      'http_endpoint_not_found',
      0.8,
      says('nothing is there.'),
      'Check the path of the URL; servers often use /mcp or /sse.',
    )
  }
  if ([405, 406, 415].includes(status)) {
    return finding(
      'transport_mismatch',
      0.8,
      says('it does not speak this transport.'),
      'Set "protocol" to "auto" or to the one that this server speaks.',
    )
  }
  if (status === 407)
    return finding(
      'proxy_error',
      0.9,
      says('the HTTP proxy wants credentials.'),
      'Check network.https_proxy and network.no_proxy.',
    )
  if (status === 421)
    return finding(
      'host_origin_rejected',
      0.8,
      says('it does not accept this host name.'),
      "Add the host to the server's list of allowed hosts.",
    )
  if (status === 429)
    return finding(
      'rate_limited',
      0.95,
      says('too many requests.'),
      'Nothing to do: the next attempt waits as long as the server asked.',
    )
  if (status >= 500)
    return finding(
      'upstream_5xx',
      0.8,
      says('the server has a fault of its own.'),
      'Nothing to do here: it is tried again by itself.',
    )
  return null
}

/** System, DNS, TLS and OpenSSL codes as Node names them (Node documentation, "Common system errors" and "TLS certificate error codes"). */
const byCode: { readonly [code: string]: (evidence: FailureEvidence) => Finding } = {
  ENOENT: ({ server }) =>
    finding(
      'command_not_found',
      0.7,
      `The command "${server.command ?? ''}" was not found.`,
      `Install ${server.command ?? 'it'}, or give its full path.`,
    ),
  ENOTDIR: missingFolder,
  EACCES: ({ server }) =>
    finding(
      'permission_denied',
      0.8,
      `"${server.command ?? server.url ?? ''}" may not be run.`,
      'Check the permissions of this file.',
    ),
  EPERM: ({ server }) =>
    finding(
      'permission_denied',
      0.7,
      `"${server.command ?? server.url ?? ''}" may not be run.`,
      'Check the permissions of this file.',
    ),
  ENOEXEC: ({ server }) =>
    finding(
      'exec_format',
      0.9,
      `"${server.command ?? ''}" is not made for this machine.`,
      'Get the build for this system and processor.',
    ),
  EAGAIN: resourceLimit,
  EMFILE: resourceLimit,
  ENFILE: resourceLimit,
  ENOSPC: () => finding('disk_full', 0.9, 'The disk is full.', 'Free some space.'),
  ECONNREFUSED: ({ server }) =>
    finding(
      'connection_refused',
      0.95,
      `Nothing listens at ${server.url ?? 'the address'}.`,
      'Start the service there, or correct the URL.',
    ),
  ENOTFOUND: ({ server }) =>
    finding(
      'dns_failure',
      0.95,
      `The host of ${server.url ?? 'the address'} is not known.`,
      'Correct the host name, or check the network.',
    ),
  EAI_AGAIN: ({ server }) =>
    finding(
      'dns_failure',
      0.8,
      `The host of ${server.url ?? 'the address'} could not be looked up.`,
      'Check the network.',
    ),
  ETIMEDOUT: networkTimeout,
  UND_ERR_CONNECT_TIMEOUT: networkTimeout,
  EHOSTUNREACH: networkTimeout,
  ENETUNREACH: networkTimeout,
  ECONNRESET: connectionReset,
  EPIPE: connectionReset,
  UND_ERR_SOCKET: connectionReset,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_HAS_EXPIRED: ({ server }) =>
    finding(
      'tls_cert_invalid',
      0.95,
      `The certificate of ${server.url ?? 'the server'} has expired.`,
      'Renew it there, or check the clock of this machine.',
    ),
  ERR_TLS_CERT_ALTNAME_INVALID: ({ server }) =>
    finding(
      'tls_cert_invalid',
      0.95,
      `The certificate of ${server.url ?? 'the server'} is for another name.`,
      'Use the name in the certificate, or renew it.',
    ),
  EPROTO: wrongScheme,
  ERR_SSL_WRONG_VERSION_NUMBER: wrongScheme,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: wrongScheme,
}

function fromErrorCode(evidence: FailureEvidence): Finding | null {
  const code = evidence.link.errorCode
  if (code === null) return null
  if (/working.?dir/i.test(evidence.link.message)) return missingFolder(evidence)
  return Object.hasOwn(byCode, code) ? (byCode[code]?.(evidence) ?? null) : null
}

function missingFolder({ server }: FailureEvidence): Finding {
  const folder = server.working_dir ?? 'the working directory'
  return finding(
    'working_dir_missing',
    0.9,
    `The working directory "${folder}" does not exist.`,
    `Create it (mkdir -p "${folder}"), or correct working_dir.`,
  )
}
function resourceLimit(): Finding {
  return finding(
    'os_resource_limit',
    0.9,
    'The system refused another process or file.',
    'Lower connection_management.max_concurrent_connections.',
  )
}
function networkTimeout({ server }: FailureEvidence): Finding {
  return finding(
    'network_timeout',
    0.8,
    `${server.url ?? 'The server'} could not be reached in time.`,
    'Check the network and the address.',
  )
}
function connectionReset({ server }: FailureEvidence): Finding {
  return finding(
    'connection_reset',
    0.8,
    `${server.url ?? server.name} closed the connection.`,
    'It is tried again by itself.',
  )
}
function untrusted({ server }: FailureEvidence): Finding {
  return finding(
    'tls_cert_untrusted',
    0.95,
    `The certificate of ${server.url ?? 'the server'} is not trusted.`,
    'Add its authority with network.extra_ca_file.',
  )
}
function wrongScheme({ server }: FailureEvidence): Finding {
  return finding(
    'tls_protocol_mismatch',
    0.8,
    `${server.url ?? 'The server'} does not speak TLS.`,
    'Use http:// instead of https://, or correct the port.',
  )
}

function fromExit({ link, server, wasReady }: FailureEvidence): Finding | null {
  if (link.exit === null) return null
  const { code, signal } = link.exit
  const last = link.stderrTail.findLast(line => line.trim() !== '')
  const said = last === undefined ? '' : ` It said: ${last.trim().slice(0, 200)}`
  const when = wasReady ? 'stopped by itself' : 'stopped before it was ready'
  if (signal !== null) {
    const sure = ['SIGSEGV', 'SIGABRT', 'SIGILL', 'SIGBUS', 'SIGFPE'].includes(signal)
    return finding(
      sure ? 'native_crash' : 'early_exit_unknown',
      sure ? 0.8 : 0.3,
      `${server.name} ${when} (${signal}).${said}`,
      'Look at its log.',
    )
  }
  return finding(
    'early_exit_unknown',
    0.3,
    `${server.name} ${when} (exit code ${code ?? '?'}).${said}`,
    'Look at its log, or run its command in a terminal.',
  )
}

function fromTimeout({ timeoutMs, link, server, phase }: FailureEvidence): Finding | null {
  if (timeoutMs === null) return null
  const seconds = Math.round(timeoutMs / 1000)
  if (link.stdoutNoise.length > 0) {
    const first = link.stdoutNoise[0]?.slice(0, 120) ?? ''
    return finding(
      'stdout_pollution',
      0.6,
      `${server.name} printed text where its protocol belongs: ${first}`,
      'Make it log to stderr, or update it.',
    )
  }
  return protocolOf(server) === 'stdio'
    ? finding(
        'startup_timeout',
        0.7,
        `${server.name} runs but did not answer ${phase} within ${seconds} s.`,
        'Raise connection_timeout_seconds if it needs longer.',
      )
    : finding(
        'network_timeout',
        0.7,
        `${server.url ?? server.name} did not answer within ${seconds} s.`,
        'Check the address, or raise connection_timeout_seconds.',
      )
}

function fromRpcError({ rpcError, server }: FailureEvidence): Finding | null {
  if (rpcError === null) return null
  return finding(
    'protocol_violation',
    0.4,
    `${server.name} refused: ${rpcError.message.slice(0, 200)} (${rpcError.code})`,
    'Look at its log.',
  )
}
