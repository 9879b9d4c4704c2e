import { rule, specificity as s, type Rule } from '../rule.ts'

const file = '[\\w~.\\\\/:-]{0,200}\\.(?:json[c5]?|ya?ml|toml|ini|npmrc|env|conf|cfg)'

/** Configuration files that cannot be read as what they should be. */
export const configFileRules: readonly Rule[] = [
  rule(
    'invalid_config',
    s.exact + 2,
    0.95,
    /Unexpected token '?(?:\ufeff|\\ufeff|\u00ef\u00bb\u00bf)|Unexpected UTF-8 BOM|byte order mark|\bBOM\b[^]{0,60}(?:JSON|config|file)|(?:JSON|config|file)[^]{0,60}\bBOM\b/i,
  ),
  rule(
    'invalid_config',
    s.exact,
    0.9,
    new RegExp(
      `(?:error|failed|could not|couldn't|cannot|unable|invalid|malformed|bad|syntax)[^]{0,60}?(?:pars|read|load|JSON|YAML|TOML|config)[^]{0,80}?(?<o>${file})`,
      'i',
    ),
    { object: 'file', when: f => !/ENOENT|No such file|does not exist|EACCES|package\.json/i.test(f.text) },
  ),
  rule(
    'invalid_config',
    s.exact - 1,
    0.9,
    new RegExp(
      `(?<o>${file})[^]{0,120}?(?:is not valid JSON|JSON at position|JSON Parse|JSONDecodeError|parse error|invalid (?:JSON|YAML|TOML)|syntax error|Expected ',')`,
      'i',
    ),
    { object: 'file', when: f => !/node_modules|package\.json/.test(f.text) },
  ),
  rule(
    'invalid_config',
    s.exact - 2,
    0.85,
    /(?:error|failed|could not|couldn't|cannot|unable)[^]{0,30}(?:pars|read|load|validat)\w{0,6} (?:the |your )?(?:\w{1,20} )?(?:config(?:uration)?|settings|app settings|mcpServers|mcp\.json)\b|(?:invalid|malformed|bad) (?:\w{1,20} )?(?:config(?:uration)?|settings)(?: file| format|:| for|$| -)|config(?:uration)? (?:file )?(?:is |was )?(?:invalid|malformed|not valid|contains errors|validation (?:failed|error))|(?:config|settings)(?:uration)?(?: file)? error:? [^]{0,100}(?:is not valid JSON|JSON at position|JSON Parse)|Could not load app settings|does not match (?:the )?schema|failed schema validation|contains invalid JSON|JSON (?:syntax )?error in/i,
    { when: f => !/ENOENT|No such file/i.test(f.text) },
  ),
  rule(
    'invalid_config',
    s.exact - 3,
    0.8,
    /Expected property name or '\}'|Expected double-quoted property name|Expected ',' or '[}\]]' after|Bad (?:escaped|control) character in (?:string literal in )?JSON|Expecting property name enclosed in double quotes|Invalid \\escape|Trailing comma|Illegal trailing comma|Unterminated string in JSON|Expecting ',' delimiter|Invalid control character at/i,
    { when: f => !/stdout|JSONRPC|from server|protocol/i.test(f.text) },
  ),
  rule(
    'invalid_config',
    s.specific,
    0.75,
    /TOML parse error|yaml: (?:line \d+|unmarshal)|YAMLException|YAMLParseError|YAMLSyntaxError|found character '\\?\S{1,3}' that cannot start|mapping values are not allowed|toml: (?:line|cannot)|ERR_INVALID_PACKAGE_CONFIG|Invalid package config|error parsing (?:JSON|YAML|TOML)|unmarshal(?:ing)? (?:config|settings|errors)|NJSON|InvalidDataException: Failed to load configuration|Unknown (?:key|property|field|setting)s? (?:in|`)[^]{0,40}config/i,
  ),
  rule(
    'invalid_config',
    s.specific + 2,
    0.75,
    /(?:unresolved|undefined|unknown|unset|could not (?:resolve|expand)|failed to (?:resolve|expand)|Missing) (?:variable|placeholder|input|substitution)s?[^]{0,40}\$?\{|[Vv]ariable \$\{[^}]{1,60}\} (?:not found|cannot|can not|is not)|\$\{(?:workspaceFolder|workspaceRoot|input:|userHome|file|env:)[^}]{0,60}\}[^]{0,60}(?:not|cannot|can not|no such)|bad substitution|Expected (?:string|array|object|boolean|number), received \w{1,20}[^]{0,80}(?:mcpServers|args|command|env)|mcpServers[^]{0,60}(?:required|invalid|must be|expected|unrecognized)/i,
  ),
]
