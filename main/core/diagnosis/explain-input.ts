import { serverSchema, type ServerConfig } from '#shared/config'
import { cleanText, maxTextLength, shortenLines } from './case-text.ts'
import type { FailureEvidence } from './evidence.ts'

/** What somebody knows about a failure that MCPProxy did not see itself. */
export interface ExplainInput {
  readonly command?: string | undefined
  readonly args?: readonly string[] | undefined
  /** `stdio`, `http`, `sse`, …; unset: told by the command and the text. */
  readonly transport?: string | undefined
  readonly text: string
  readonly exitCode?: number | null | undefined
  /** What to call the server; unset: "the server". */
  readonly name?: string | undefined
}

/** Makes evidence of pasted text: status, codes, exit and time-outs are looked for in it. Pure; never throws. */
export function evidenceFromText(input: ExplainInput): FailureEvidence {
  const text = bound(shortenLines(input.text))
  const server = serverOf(input, text)
  const remote = server.protocol !== 'stdio'
  const status = remote || /mcp-remote|supergateway/.test(server.args.join(' ')) ? statusIn(text) : null
  const lines = cleanText(text).split('\n')
  return {
    server,
    phase: 'initialize',
    wasReady: false,
    rpcError: null,
    timeoutMs: null, // the text says it itself, and so do the rules
    link: {
      stderrTail: lines,
      stdoutNoise: [],
      message: '',
      exit: exitOf(input, text),
      errorCode: null,
      http: status === null ? null : { status, body: '', wwwAuthenticate: null, retryAfterMs: null },
    },
  }
}

/** Keeps both ends, as causes stand there. */
function bound(text: string): string {
  return text.length <= 4 * maxTextLength
    ? text
    : `${text.slice(0, 2 * maxTextLength)}\n${text.slice(-2 * maxTextLength)}`
}

function serverOf({ command, args = [], transport, name }: ExplainInput, text: string): ServerConfig {
  const words = [command ?? '', ...args]
  const address = words.find(word => /^https?:\/\//.test(word))
  const isRemote =
    transport === undefined
      ? address === words[0] || (command === undefined && looksRemote(text))
      : transport !== 'stdio'
  const common = serverSchema.safeParse({ name: name ?? 'the server', command: 'unknown' })
  const base = common.success ? common.data : serverSchema.parse({ name: 'the server', command: 'unknown' })
  if (!isRemote) return { ...base, command: command ?? '', args: [...args], protocol: 'stdio' }
  const { command: _command, ...rest } = base
  const url = address ?? /https?:\/\/[^\s"'<>)\]]{1,300}/.exec(text)?.[0]
  return {
    ...rest,
    args: [...args],
    protocol: transport === 'sse' ? 'sse' : 'streamable-http',
    ...(url !== undefined && URL.canParse(url) ? { url } : {}),
  }
}

const looksRemote = (text: string) =>
  /Error POSTing to endpoint|SSE error|Streamable ?HTTP|StreamableHTTPError|https?:\/\/[^\s"'<>]{1,200}\/(?:mcp|sse)\b/i.test(
    text,
  )

/** Statuses as clients and servers write them: "HTTP 404", "status code: 404", "Non-200 status code (404)", "404 Not Found". */
const statusPatterns = [
  /\bHTTP(?:\/[\d.]{1,3}| error| status| code)?!?(?: status)?(?: code)?:? ?\(?([1-5]\d\d)\b/i,
  /\bstatus(?: ?code)?["']?(?: of| is|:|=)? ?\(?["']?([1-5]\d\d)\b/i,
  /\b(?:code|error|returned|response|responded with|answered|server said)["']?:? ?\(?([45]\d\d)\b/i,
  /\b([45]\d\d)[: ]{1,2}(?:Unauthorized|Forbidden|Not Found|Method Not Allowed|Not Acceptable|Bad Request|Gone|Conflict|Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out|Too Many Requests|Unsupported Media Type|Misdirected|Proxy Auth|Request Timeout|Client Error|Server Error)/i,
] as const

function statusIn(text: string): number | null {
  for (const pattern of statusPatterns) {
    const found = pattern.exec(text)?.[1]
    if (found !== undefined && Number(found) >= 400) return Number(found)
  }
  return null
}

function exitOf({ exitCode }: ExplainInput, text: string): { code: number | null; signal: string | null } | null {
  const signal = /(?:signal:? |killed by |terminated by |received )(SIG[A-Z]{3,5})\b/.exec(text)?.[1] ?? null
  const said =
    /\b(?:exit(?:ed)?|exit status|terminated)(?: with)?(?: \(?code| status)?:?[ =(]{1,2}(-?\d{1,10})\b/i.exec(text)?.[1]
  const code = exitCode ?? (said === undefined ? null : Number(said))
  return code === null && signal === null ? null : { code, signal }
}
