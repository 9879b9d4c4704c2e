import { rule, specificity as s, type Rule } from '../rule.ts'
import type { CaseFacts } from '../case-facts.ts'

const stdio = (f: CaseFacts) => !f.remote
const isConfigFile = (f: CaseFacts) => /config|settings|\.json\b|\bBOM\b/i.test(f.text.replace(/package\.json/g, ''))
const validation =
  /ZodError|"code": ?"(?:invalid_type|invalid_literal|invalid_union|invalid_value|unrecognized_keys|too_small)"|validation errors? for (?:\w{0,40}(?:Result|JSONRPC|Message|Response|Request|Notification|Tool|Capabilities)\w{0,20})|invalid_union|Invalid literal value, expected "?2\.0|Invalid input: expected/

/** What goes over the wire: noise, versions, schemas, answers that never come. */
export const protocolRules: readonly Rule[] = [
  rule(
    'protocol_version_mismatch',
    s.exact + 6,
    0.95,
    /(?:unsupported|unknown|incompatible|invalid|bad|mismatched) (?:mcp[ -])?protocol[ -]?version|protocol[ -]?version[^]{0,60}(?:not supported|unsupported|mismatch|is not|incompatible|invalid|we speak)|(?:server|client)'s protocol version is not supported|MCP-Protocol-Version[^]{0,60}(?:invalid|unsupported|bad|missing|required)|UnsupportedProtocolVersion/i,
  ),
  rule(
    'stdout_pollution',
    s.specific + 9,
    0.9,
    /(?:JSON|message|line|output|parse)[^]{0,60}(?:from|on|in) (?:the )?(?:server'?s? )?(?:stdout|standard output|stdio|STDIO)|Failed to parse JSONRPC message|(?:non-JSON|not JSON|invalid JSON|unexpected) (?:\w{1,20} )?(?:output|data|text|line|message)[^]{0,40}(?:stdout|server|stdio)|Error parsing (?:message|JSON-?RPC|MCP)|Failed to parse (?:JSON-?RPC|MCP|server)? ?(?:message|response|line)|Error from MCP server: SyntaxError|pollut|prints? (?:\w{1,20} ){0,4}(?:to )?stdout/i,
    { when: stdio },
  ),
  rule(
    'stdout_pollution',
    s.specific + 8,
    0.85,
    /Invalid JSON: (?:expected|trailing|invalid|EOF|control)[^]{0,60}json_invalid|type=json_invalid|looking for beginning of (?:value|object)|invalid character '[^']{1,4}' (?:after|in|looking)|serde error expected value|expected value at line 1 column \d|expected ident at line 1/i,
    { when: f => stdio(f) && !isConfigFile(f) },
  ),
  rule(
    'stdout_pollution',
    s.specific + 2,
    0.8,
    /Unexpected token [^]{1,8}[^]{0,60}?(?:is not valid JSON|in JSON at position)|is not valid JSON|Unexpected non-whitespace character after JSON|Unexpected (?:number|string|identifier "?\w{1,60}"?) in JSON|JSON Parse error|No number after minus sign in JSON|Unexpected end of JSON input|Expected ',' or '[\]}]' after [^]{0,30}in JSON/i,
    { when: f => stdio(f) && !isConfigFile(f) },
  ),
  rule('stdout_pollution', s.specific - 8, 0.65, /is not valid JSON|JSON at position|JSON Parse error/i, {
    when: stdio,
  }),
  rule(
    'protocol_violation',
    s.specific + 2,
    0.75,
    /is not valid JSON|JSON at position|Unexpected end of JSON input|JSON Parse error|looking for beginning of value|Invalid JSON|error decoding response body/i,
    { when: f => f.remote },
  ),

  rule('protocol_violation', s.specific + 1, 0.85, validation, {
    when: f => !/Settings|Config\b|environment|mcpServers/i.test(f.text),
  }),
  rule(
    'protocol_violation',
    s.specific + 1,
    0.85,
    /JSON-?RPC[^]{0,40}(?:invalid|malformed|error -32(?:600|601|602|700))|\b-32(?:600|601|602|700)\b|Method not found|must have required property|inputSchema[^]{0,80}(?:type|object|required|invalid|expected)|(?:tools\.\d{1,4}\.|tools\/list|initialize)[^]{0,80}(?:invalid|expected|required|schema|failed to (?:parse|deserialize|decode))|The answer to \S{1,60} (?:is not|has no)|unknown message ID|did not match (?:any|the) (?:expected )?schema|Invalid (?:JSON-?RPC|MCP) (?:message|response)|unexpected (?:response|message) (?:type|format|to initialize)|Received a response for an unknown|missing field `(?:protocolVersion|capabilities|serverInfo|inputSchema|jsonrpc|result)|Invalid (?:request|initialize) (?:parameters|result|response)|Input validation error|not a valid JSON-?RPC|schema (?:is )?(?:invalid|error)|does not conform to/i,
  ),
  rule('protocol_violation', s.symptom + 8, 0.4, /JSON-RPC error -?\d+/),
  rule(
    'client_internal',
    s.specific,
    0.75,
    /already connected to a transport|Protocol is already connected|Transport already started|StdioClientTransport already started|Error invoking remote method|An object could not be cloned|ERR_IPC_(?:CHANNEL_CLOSED|DISCONNECTED)|Assertion failed: (?:internal|bug)|internal (?:client|proxy|extension) error|\bmcpproxy: internal error|disposed webContents|Render frame was disposed|this is a bug in (?:MCPProxy|the client|the proxy)|Converting circular structure to JSON|(?:client|proxy|extension host|main process)[^]{0,40}(?:crashed|unhandled|uncaught)/i,
  ),

  rule(
    'startup_timeout',
    s.general - 2,
    0.85,
    /timed? ?out (?:while )?waiting for (?:response to )?(?:ClientRequest|initialize|server|the server|handshake|connection|MCP)|Timed out while waiting for response to|(?:initializ\w{1,8}|handshake|start-?up|startup|connection|server|connect|MCP)[^]{0,60}(?:timed? ?out|timeout)|(?:timed? ?out|timeout) (?:after )?\d+ ?(?:ms|s|sec|seconds)?[^]{0,40}(?:initializ|start|connect|MCP|server)|did not (?:respond|answer|initialize|start|become ready|complete)[^]{0,60}(?:within|in time|initialize|\d)|failed to (?:start|initialize|connect)[^]{0,40}(?:within|in) \d+|no response (?:to initialize|from (?:the )?server)|took too long to (?:start|respond|initialize)/i,
    { when: f => stdio(f) && !f.bridge },
  ),
  rule('startup_timeout', s.symptom + 5, 0.6, /Waiting for server to respond to `?initialize`? request/, {
    when: f => stdio(f) && !/exited|closed/i.test(f.text),
  }),
  // The client's own limit ended the child.
  rule('startup_timeout', s.general - 3, 0.6, /abortChildProcess/, { when: stdio }),
  rule(
    'startup_timeout',
    s.general - 4,
    0.45,
    /-32001[^]{0,30}[Tt]imed? ?out|Request timed out|context deadline exceeded|TimeoutError|deadline has elapsed|asyncio\.exceptions\.(?:Timeout|Cancelled)Error|operation timed out|ETIMEDOUT/i,
    { when: f => stdio(f) && !f.bridge && f.exitCode === null },
  ),
]
