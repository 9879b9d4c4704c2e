import { protocolOf } from '#shared/config'
import { cleanText, flatten } from './case-text.ts'
import type { FailureEvidence } from './evidence.ts'
import { programOf } from './program-of.ts'

/** What rules look at: the evidence, taken apart once. */
export interface CaseFacts {
  readonly evidence: FailureEvidence
  /** Everything that was said, one statement a line. */
  readonly text: string
  /** {@link text} on one line. */
  readonly flat: string
  /** The name of the program without path and ending, in lower case: `npx`, `python`; empty for remote servers. */
  readonly program: string
  /** Command and arguments, joined by blanks. */
  readonly commandLine: string
  readonly remote: boolean
  /** A local program that only passes on to a remote server. */
  readonly bridge: boolean
  /** Signs that this happened on Windows. */
  readonly windows: boolean
  readonly status: number | null
  readonly exitCode: number | null
  readonly signal: string | null
  /** A key, token or Authorization header is configured. */
  readonly hasCredentials: boolean
}

const bridges = /\b(?:mcp-remote|supergateway|mcp-proxy|mcp-server-remote)\b/

/** Takes evidence apart. Pure. */
export function caseFactsOf(evidence: FailureEvidence): CaseFacts {
  const { server, link, rpcError } = evidence
  const said = [
    ...link.stderrTail,
    ...link.stdoutNoise,
    link.message,
    link.http?.body ?? '',
    rpcError === null ? '' : `JSON-RPC error ${rpcError.code}: ${rpcError.message}`,
    link.errorCode === null || link.message.includes(link.errorCode) ? '' : `code: ${link.errorCode}`,
  ]
  const text = cleanText(said.filter(part => part !== '').join('\n'))
  const commandLine = [server.command ?? '', ...server.args].join(' ').trim()
  const remote = protocolOf(server) !== 'stdio'
  return {
    evidence,
    text,
    flat: flatten(text),
    program: remote ? '' : programOf(server.command),
    commandLine,
    remote,
    bridge: !remote && bridges.test(commandLine),
    windows: /\b[A-Z]:\\|\bwin32\b|\bWinError\b|\.(?:cmd|exe|ps1|bat)\b|\bwindows\b/i.test(`${commandLine} ${text}`),
    status: link.http?.status ?? null,
    exitCode: link.exit?.code ?? null,
    signal: link.exit?.signal ?? null,
    hasCredentials: hasCredentials(evidence),
  }
}

function hasCredentials({ server }: FailureEvidence): boolean {
  if (Object.keys(server.headers).some(name => /authorization|api-?key|token|cookie/i.test(name))) return true
  return (
    /--header\b|authorization:|bearer /i.test(server.args.join(' ')) ||
    /[?&](?:api_?key|key|token)=/i.test(server.url ?? '')
  )
}
