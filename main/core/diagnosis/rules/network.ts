import { rule, specificity as s, type Rule } from '../rule.ts'
import type { CaseFacts } from '../case-facts.ts'

const refused =
  /ECONNREFUSED|[Cc]onnection refused|actively refused|\[Errno (?:111|61)\]|\[WinError 10061\]|\(os error (?:111|61|10061)\)|ERR_CONNECTION_REFUSED|ConnectionRefused|Could not connect to server|Failed to connect to \S{1,100} port \d|ConnectError: All connection attempts failed|All connection attempts failed/
const reset =
  /ECONNRESET|[Cc]onnection (?:was )?reset|\[Errno (?:104|54)\]|\[WinError 10054\]|forcibly closed|\(os error (?:104|54|10054)\)|socket hang up|other side closed|UND_ERR_SOCKET|Remote end closed connection without response|Server disconnected without sending|peer closed connection|RemoteProtocolError|incomplete chunked read|ERR_STREAM_PREMATURE_CLOSE|[Pp]remature close|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED|ERR_HTTP2_\w{1,40}|stream error: stream ID|http2: server sent GOAWAY|TypeError: terminated|ECONNABORTED|ERR_CONNECTION_(?:RESET|CLOSED)|ConnectionAbortedError|unexpected EOF|client connection lost|broken pipe|BrokenPipeError|connection closed before message completed|IncompleteMessage|Response ended prematurely|NS_ERROR_NET_RESET|SSL_ERROR_SYSCALL/
const services =
  'postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|redis|neo4j|elasticsearch|opensearch|qdrant|milvus|weaviate|chroma(?:db)?|rabbitmq|kafka|ollama|obsidian|blender|unity|unreal|figma|chrome|browser|chromium|ghidra|ida|photoshop|illustrator|godot|home ?assistant|sql server|oracle|clickhouse|cassandra|memgraph|surrealdb|influxdb|jupyter|comfyui|lm studio|docker|ableton|rhino|sketchup|fusion ?360|kicad|matlab|excel|word|powerpoint|outlook|vs ?code|android studio|xcode|simulator|adb|device|emulator|database|extension|plugin|add-?on|websocket|companion|desktop app|editor|bridge|backend|daemon|gateway'

/** Connections: refused, reset, unreachable, unnamed. */
export const networkRules: readonly Rule[] = [
  rule(
    'dependency_service_down',
    s.exact - 3,
    0.9,
    /connection to server at "(?<o>[^"]{1,100})"[^]{0,60}port \d{1,5} failed|Is the server running (?:on|locally)|Can't connect to (?:local )?(?:MySQL|MariaDB) server|MongoServerSelectionError|MongooseServerSelectionError|MongoNetworkError|ServerSelectionTimeoutError|SequelizeConnection(?:Refused)?Error|Error \d{1,5} connecting to (?<o2>[\w.:-]{1,100})|redis\.exceptions\.ConnectionError|Redis connection to \S{1,100} failed|Unable to (?:retrieve routing information|connect to (?<o3>(?:bolt|neo4j)\S{1,100}))|Can't reach database server|OperationalError: (?:could not connect|connection)|pymongo\.errors|no pg_hba\.conf entry|CannotConnectNow|NoBrokersAvailable|No living connections/i,
    { object: 'host', when: f => !/password authentication|Access denied for user/i.test(f.text) },
  ),
  rule(
    'dependency_service_down',
    s.general + 8,
    0.8,
    new RegExp(
      `(?:could not|couldn't|cannot|can't|can not|failed to|unable to|not able to|error) (?:connect(?:ing)?|reach(?:ing)?|communicat(?:e|ing)|find|establish|detect|attach)[^]{0,60}?\\b(?:${services})\\b`,
      'i',
    ),
    { when: f => !f.remote && !/docker daemon|playwright install|Executable doesn't exist/i.test(f.text) },
  ),
  rule(
    'dependency_service_down',
    s.general + 8,
    0.8,
    new RegExp(
      `\\b(?:${services})\\b[^]{0,40}(?:is not|isn't|not|was not) (?:currently )?(?:running|connected|started|open|available|reachable|active|listening|responding)|\\b(?:make|please (?:make|be)|ensure|check|verify|is) (?:sure )?(?:that )?(?:the )?[^]{0,40}\\b(?:${services})\\b[^]{0,60}(?:running|open|started|installed and|enabled|connected|active)|(?:is|are) (?:the )?\\b(?:${services})\\b[^]{0,30}running\\?|no connection to (?:the |any |a )?(?:\\w{1,20} )?(?:${services})\\b|no (?:connected |active |running )?(?:${services})s? (?:connected|found|running|available|attached|instance|connection)`,
      'i',
    ),
    {
      when: f =>
        !f.remote && !/docker daemon|Docker Desktop|command not found|not in (?:your )?PATH|pull model/i.test(f.text),
    },
  ),
  rule('dependency_service_down', s.fact + 8, 0.7, refused, {
    when: f => !f.remote && !f.bridge && !isUrlOfServer(f),
    object: hostPort,
  }),
  rule('connection_refused', s.fact + 6, 0.9, refused, { object: hostPort }),

  rule(
    'dns_failure',
    s.fact + 9,
    0.9,
    /(?:ENOTFOUND|EAI_AGAIN|EAI_NODATA|EAI_FAIL)(?: (?<o>[\w.-]{1,200}))?|getaddrinfo(?: failed)?|Name or service not known|nodename nor servname|Temporary failure in name resolution|no such host|failed to lookup address|Could not resolve host(?:name)?:? ?(?<o2>[\w.-]{1,200})?|UnknownHostException:? ?(?<o3>[\w.-]{1,200})?|No such host is known|\[Errno 11001\]|\[Errno -[235]\]|\(os error 11001\)|ERR_NAME_NOT_RESOLVED|NameResolutionError|No address associated with hostname|server misbehaving|dns error|\bNXDOMAIN\b/,
    'host',
  ),
  rule(
    'network_timeout',
    s.fact + 7,
    0.85,
    /\bETIMEDOUT\b|\bESOCKETTIMEDOUT\b|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT|(?:Body|Headers) Timeout Error|[Cc]onnect(?:ion)? ?[Tt]imeout(?: Error)?|\b(?:Connect|Read|Pool)Timeout\b|i\/o timeout|\bEHOSTUNREACH\b|\bENETUNREACH\b|\bENETDOWN\b|No route to host|[Nn]etwork is (?:unreachable|down)|\[Errno (?:110|113|101|60|65|51)\]|\[WinError 10060\]|\(os error (?:110|113|101|60|65|10060)\)|connected party did not properly respond|ERR_(?:CONNECTION_TIMED_OUT|INTERNET_DISCONNECTED|ADDRESS_UNREACHABLE|NETWORK_CHANGED)|TLS handshake timeout|Client\.Timeout exceeded|connection attempt timed out|Connection timed out(?! after)|Connect timed out|SocketTimeoutException|Failed to connect to \S{1,100} port \d{1,5} after \d+ ms: (?:Timeout|Timed)/,
    { object: hostPort },
  ),
  rule(
    'network_timeout',
    s.fact + 4,
    0.8,
    /SSE (?:connection|error)[^]{0,40}(?:timed? ?out|timeout)|(?:request|connection|operation|fetch|response)[^]{0,30}timed[ -]?out|context deadline exceeded|TimeoutError|The operation was aborted due to timeout|\b-32001\b[^]{0,40}[Tt]imed? ?out|did not (?:respond|answer)|408 Request Timeout|status(?: code)?:? 408/i,
    { when: f => (f.remote || f.bridge) && !/OAuth|callback|authoriz/i.test(f.text), object: hostPort },
  ),
  rule('connection_reset', s.fact + 6, 0.85, reset, {
    when: f => (f.remote || f.bridge) && !isBareEpipe(f),
    object: hostPort,
  }),
  rule('connection_reset', s.fact + 2, 0.6, reset, { when: f => !isBareEpipe(f), object: hostPort }),
  rule('connection_reset', s.fact + 5, 0.8, /\bEPIPE\b/, { when: f => f.remote }),
  rule(
    'connection_reset',
    s.symptom + 5,
    0.7,
    /SSE stream (?:disconnected|closed|ended)|stream (?:was )?(?:closed|disconnected|ended) (?:unexpectedly|by)|connection (?:was )?(?:closed|lost|dropped|terminated) (?:by|unexpectedly)|EOF when reading|: EOF(?:$|\s)|cut off/i,
    { when: f => f.remote },
  ),
]

/** A stdio server's own pipe: it follows from its death, and says nothing. */
const isBareEpipe = ({ text, remote }: CaseFacts) =>
  !remote && /EPIPE|[Bb]roken ?[Pp]ipe/.test(text) && !/ECONNRESET|socket hang up/.test(text)

function hostPort(_match: RegExpExecArray, { flat, evidence }: CaseFacts): { kind: 'host'; value: string } | null {
  const found =
    /(?:ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ECONNRESET|ENETUNREACH|connect to|dial tcp|connecting to|host=|at) '?\[?((?:[\w-]{1,60}\.){0,6}[\w-]{1,60}|(?:[0-9a-f:]{2,40}))\]?(?::|,? port[= ]?)(\d{2,5})/i.exec(
      flat,
    )
  if (found !== null)
    return { kind: 'host', value: `${found[1]?.includes(':') ? `[${found[1]}]` : found[1]}:${found[2]}` }
  const url = evidence.server.url ?? /https?:\/\/[^\s"'<>)]{1,200}/.exec(flat)?.[0]
  return url !== undefined && URL.canParse(url) ? { kind: 'host', value: new URL(url).host } : null
}

/** The text is about an MCP endpoint although it was called a local server. */
const isUrlOfServer = ({ text }: CaseFacts) =>
  /https?:\/\/[^\s"']{1,100}\/(?:mcp|sse)\b|SSE error|streamable/i.test(text)
