import { rule, specificity as s, type Rule } from '../rule.ts'
import type { CaseFacts } from '../case-facts.ts'

const any = /[^]?/
const url = (_match: RegExpExecArray, { evidence, flat }: CaseFacts) => {
  const value = evidence.server.url ?? /https?:\/\/[^\s"'<>)]{1,200}/.exec(flat)?.[0]
  return value === undefined ? null : ({ kind: 'url', value } as const)
}
const status = (...codes: number[]) => ({
  when: (f: CaseFacts) => f.status !== null && codes.includes(f.status),
  object: url,
})
/** A remote server's answer, as against one that a local program got from somebody else. */
const isEndpoint = (f: CaseFacts) => f.remote || f.bridge
const isStreamPath = (f: CaseFacts) =>
  /\/sse\/?(?:$|[\s?"'#)])/.test(`${f.evidence.server.url ?? ''} ${f.commandLine} ${f.flat}`)

/** HTTP servers: status and words of an answer. */
export const httpRules: readonly Rule[] = [
  rule(
    'rate_limited',
    s.exact + 7,
    0.95,
    /Too Many Requests|rate[ _-]?limit(?:ed|ing)?(?! remaining)|RateLimit(?:Error|Exceeded)|RESOURCE_EXHAUSTED|insufficient_quota|quota (?:has been )?exceeded|exceeded (?:your|the) (?:current )?(?:quota|rate|request)|ThrottlingException|TooManyRequestsException|secondary rate limit|(?:status|HTTP|code|error)[^]{0,12}\b429\b|\b429 (?:Client Error|error)|request limit (?:reached|exceeded)|usage limit (?:reached|exceeded)|out of (?:credits|quota)/i,
    { object: url },
  ),
  rule('rate_limited', s.exact + 6, 0.95, any, status(429)),
  rule(
    'host_origin_rejected',
    s.exact + 5,
    0.95,
    /Misdirected Request|Invalid Host(?: header)?\b|Invalid Origin(?: header)?\b|(?:host|origin)(?: header)?(?: '?"?\S{1,120}"?'?)? (?:is )?not (?:allowed|permitted|whitelisted|in (?:the )?allow)|DisallowedHost|Invalid HTTP_HOST header|Blocked request\. This host|Missing Host header|DNS rebinding|blocked by CORS|CORS (?:error|policy|request)|Access-Control-Allow-Origin|not allowed by CORS|(?:forbidden|rejected|disallowed|untrusted|unknown) (?:host|origin)\b|(?:host|origin) (?:rejected|validation failed|mismatch)|You may need to add \S{1,120} to ALLOWED_HOSTS|TrustedHost|allowed_?hosts/i,
    { object: url },
  ),
  rule('host_origin_rejected', s.exact + 4, 0.9, any, status(421)),
  rule('proxy_error', s.exact + 4, 0.9, any, status(407)),

  rule(
    'session_stale',
    s.exact + 5,
    0.9,
    /(?:session|Mcp-Session-Id)(?: ID)?(?: '?"?[\w-]{1,80}"?'?)? (?:was |is |has |been |does )*(?:not (?:found|exist|valid|recognized)|expired|invalid|unknown|terminated|closed)|(?:could not|couldn't|cannot) find (?:the )?session|(?:invalid|unknown|expired|stale|missing or invalid|no such|bad|unrecognized) (?:mcp[ -])?session(?:[ -]?id)?|No (?:valid )?(?:transport|session)(?: found)? for session(?:Id)?|No transport found/i,
    { when: f => !isExpiredSignIn(f.text) && !(isFirstContact(f) && /(?:missing|required)/i.test(f.text)) },
  ),
  rule(
    'session_stale',
    s.exact + 3,
    0.75,
    /No valid session ID provided|Server not initialized|Missing (?:Mcp-)?session ID|(?:Mcp-)?Session-?Id (?:header )?(?:is )?(?:required|missing)|before initialization was complete/i,
    { when: f => !isSse(f) && isEndpoint(f) },
  ),
  rule(
    'transport_mismatch',
    s.exact + 4,
    0.8,
    /No valid session ID provided|Missing (?:Mcp-)?session ?ID|(?:Mcp-)?Session-?Id (?:header |query )?(?:parameter )?(?:is )?(?:required|missing)|Missing sessionId|sessionId (?:query )?parameter|session_id is required/i,
    {
      when: f => isSse(f) || /Missing sessionId|session_id is required|sessionId (?:query )?parameter/i.test(f.text),
      object: url,
    },
  ),

  rule(
    'transport_mismatch',
    s.exact + 3,
    0.9,
    /Client must accept (?:both )?(?:application\/json|text\/event-stream)|Invalid content type, expected "?text\/event-stream|[Ee]xpected (?:content[- ]type )?['"]?text\/event-stream|Content-Type must be application\/json|must accept text\/event-stream|does not support (?:SSE|streamable|GET|the (?:SSE|streamable))|(?:SSE|streamable[ -]?http)(?: transport)? (?:is )?(?:not supported|deprecated and|no longer supported)|use (?:the )?(?:streamable[ -]?http|SSE) (?:transport )?instead|expected response header Content-Type to contain 'text\/event-stream'|Unexpected content[- ]type: (?!text\/html)/i,
    { object: url },
  ),
  rule(
    'transport_mismatch',
    s.exact + 2,
    0.9,
    /(?:status|HTTP|code|error|returned|response)[^]{0,20}\b(?:405|406|415)\b|\b(?:405|406|415) (?:Client Error|Method|Not Acceptable|Unsupported)|Method Not Allowed|(?:^| )Not Acceptable|Unsupported Media Type/i,
    { object: url },
  ),
  rule('transport_mismatch', s.exact + 2, 0.85, any, status(405, 406, 415)),
  rule(
    'transport_mismatch',
    s.general + 12,
    0.65,
    /Cannot POST \S{0,100}\/sse|(?:POST|404)[^]{0,80}\/sse\b[^]{0,60}404|400[^]{0,40}Bad Request/i,
    {
      when: f =>
        isEndpoint(f) &&
        (isStreamPath(f) || f.status === 404) &&
        !isExpiredSignIn(f.text) &&
        (f.status === 404 ? /\/sse/.test(f.text) : f.status === 400),
      object: url,
    },
  ),
  rule('transport_mismatch', s.fact + 3, 0.6, any, { when: f => f.status === 400 && isEndpoint(f), object: url }),

  rule(
    'http_endpoint_not_found',
    s.general + 10,
    0.85,
    /Cannot (?:GET|POST) (?<o>\/\S{0,200})|404 page not found|(?:status|HTTP|code|error|returned|response)[^]{0,20}\b(?:404|410)\b|\b404 (?:Client Error|Not Found)|"detail": ?"Not Found"|\b410 Gone\b|NoSuchKey|No static resource|DEPLOYMENT_NOT_FOUND/i,
    { object: url, when: isEndpoint },
  ),
  rule('http_endpoint_not_found', s.general + 9, 0.85, any, status(404, 410)),
  rule(
    'http_endpoint_not_found',
    s.specific + 3,
    0.65,
    /Unexpected content[- ]type:? ['"]?text\/html|\bsent text\/html|(?:content[- ]type|got|received)[^]{0,20}text\/html|<!DOCTYPE html|<html[ >]|Unexpected token '?</i,
    { when: f => isEndpoint(f) && (f.status === null || f.status < 400), object: url },
  ),

  rule(
    'upstream_5xx',
    s.general + 11,
    0.9,
    /(?:status|HTTP|code|error|returned|response)(?:[^]{0,12}[ :(=])5(?:0[0-9]|1[01]|2[0-79]|30)\b|\b50[0-4] (?:Server Error|Internal|Bad Gateway|Service|Gateway)|Internal Server Error|\bBad Gateway\b|Service (?:Temporarily )?Unavailable|Gateway Time-?out|overloaded_error|upstream connect error|upstream request timeout|no healthy upstream|Web server is (?:down|returning)|InternalServerError|Application failed to respond/i,
    { when: f => (f.remote || f.bridge || /\b5\d\d\b/.test(f.text)) && !isExpiredSignIn(f.text), object: url },
  ),
  rule('upstream_5xx', s.general + 10, 0.9, any, {
    when: f => f.status !== null && f.status >= 500 && f.status !== 525 && f.status !== 526 && !isExpiredSignIn(f.text),
    object: url,
  }),
  rule('tls_protocol_mismatch', s.general + 12, 0.7, any, status(525)),
  rule('tls_cert_invalid', s.general + 12, 0.8, any, status(526)),
]

const isSse = ({ evidence, flat }: CaseFacts) =>
  evidence.server.protocol === 'sse' || /SSE error|\/sse\b|SseError|sse_client/i.test(flat)
const isFirstContact = ({ evidence, flat }: CaseFacts) => evidence.server.protocol === 'sse' || /SSE error/.test(flat)
const isExpiredSignIn = (text: string) =>
  /token[^]{0,40}expired|expired[^]{0,40}token|invalid_grant|invalid_token|refresh[^]{0,20}token|jwt expired/i.test(
    text,
  )
