import { rule, specificity as s, type Rule } from '../rule.ts'

const base =
  'HOME|USERPROFILE|APPDATA|LOCALAPPDATA|PATH|SystemRoot|SYSTEMROOT|TEMP|TMP|TMPDIR|XDG_\\w{1,30}|GOCACHE|GOPATH|GOMODCACHE|HOMEDRIVE|HOMEPATH|ProgramData|PROGRAMDATA|COMSPEC|USER|USERNAME'
/** The grammar of a variable that servers ask for: capitals with an underscore, or a known single word. */
const name =
  '(?<![\\w.])(?!ERR_|E2BIG|MODULE_NOT|NOT_FOUND|INVALID_|UNABLE_|CERT_|NODE_MODULE_V|SELF_SIGNED|WRONG_|HTTP_\\d|RESOURCE_|PERMISSION_|DEPTH_|SSL_|TLS_|UND_ERR|ACCESS_DENIED|AUTH_REQUIRED|MISSING_|UNKNOWN_|INTERNAL_)[A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8}(?![\\w(])'
const propagated = (variable: string | undefined, env: { readonly [name: string]: string }) =>
  variable !== undefined && Object.hasOwn(env, variable)
const variable = 'variable' as const
const configured = {
  object: variable,
  when: (f: { evidence: { server: { env: { [name: string]: string } } } }, m: RegExpExecArray) =>
    propagated(m.groups?.o, f.evidence.server.env),
}
const unset = `(?:(?:environment |env\\.? )?var(?:iable)? )?(?:is |was |are |has |have |must |needs? |should |not |to |be |been )*(?:not (?:been )?(?:set|defined|found|provided|configured|specified|present)|required|missing|unset|undefined|empty|(?:to )?be (?:set|provided|defined|configured))`

/** Variables, arguments and configuration files. */
export const configRules: readonly Rule[] = [
  rule(
    'env_not_propagated',
    s.specific + 14,
    0.85,
    new RegExp(`(?<![\\w.])["'\`$%{]{0,2}(?<o>${base})["'\`%}]{0,2} ${unset}`),
    variable,
  ),
  rule(
    'env_not_propagated',
    s.specific + 14,
    0.85,
    /_Py_HashRandomization_Init: failed to get random|\[WinError 10106\]|WSAStartup|(?:could not|failed to|unable to|cannot) (?:determine|find|locate|get|resolve|expand) (?:the )?(?:user(?:'s)? )?(?:home|cache|config|data|app ?data)(?: |-)?dir(?:ectory)?|neither `?\$XDG_\w{1,30}`? nor `?\$HOME`? (?:are|is) (?:defined|set)|neither GO\w{1,20} nor (?:GOPATH|HOME)|Could not determine home directory|couldn't find home directory|no home directory|os\.homedir|HOME is not (?:set|defined)/i,
  ),
  rule('env_not_propagated', s.specific + 13, 0.8, new RegExp(`["'\`]?(?<o>${name})["'\`]? ${unset}`), configured),
  rule('env_not_propagated', s.specific + 13, 0.75, /KeyError: ['"](?<o>[A-Z][A-Z0-9_]{1,60})['"]/, configured),
  rule(
    'env_not_propagated',
    s.general + 5,
    0.7,
    /(?:environment variables?|env(?: vars?)?|API key) [^]{0,60}(?:not (?:being )?(?:passed|propagated|inherited|forwarded|picked up)|(?:set|configured|defined) in (?:the )?(?:config|mcp|env)[^]{0,60}(?:undefined|not (?:found|set|passed|visible)))/i,
  ),
  rule(
    'invalid_config',
    s.specific + 3,
    0.7,
    /(?<o>\$\{(?:env:|input:)?[A-Za-z_]{1,60}\})[^]{0,30}(?:literal|unexpanded|not (?:expanded|substituted|resolved|replaced|interpolated))|(?:literal|unexpanded|not (?:expanded|substituted|resolved))[^]{0,40}(?<o2>\$\{(?:env:|input:)?[A-Za-z_]{1,60}\})/i,
    'argument',
  ),
  rule(
    'env_not_propagated',
    s.general + 4,
    0.65,
    /(?:API[ _-]?key|token|value|url|host)[^]{0,30}["'`:= ](?<o>\$\{(?:env:|input:)?[A-Za-z_]{1,60}\}|%[A-Z_]{2,60}%)/i,
  ),

  rule('missing_env', s.specific + 12, 0.95, new RegExp(`["'\`]?(?<o>${name})["'\`]? ${unset}`), variable),
  rule(
    'missing_env',
    s.specific + 12,
    0.9,
    new RegExp(
      `(?<o>${name})[^]{0,100}?(?:got|received|was|is|value)[: ]{1,2}["'\`]?(?:undefined|null|None|nil|empty)\\b`,
    ),
    variable,
  ),
  rule(
    'missing_env',
    s.specific + 12,
    0.95,
    /(?<o>[A-Za-z_]\w{0,60}): (?:parameter (?:null or )?not set|unbound variable)/,
    'variable',
  ),
  rule(
    'missing_env',
    s.specific + 12,
    0.95,
    new RegExp(
      `(?:[Mm]issing|[Rr]equired|[Uu]nset|[Uu]ndefined|[Nn]o|[Pp]lease (?:set|provide|define|add|export|specify)|must (?:set|provide|define|specify)|need to (?:set|provide)|[Ss]et (?:the )?|not (?:found|set|defined|provided)|[Ee]xpected)[^]{0,60}?["'\`$:( ](?<o>${name})\\b`,
    ),
    variable,
  ),
  rule(
    'missing_env',
    s.specific + 11,
    0.9,
    new RegExp(
      `(?:environment|env(?:ironment)?\\.?) ?(?:var(?:iable)?s?)[^]{0,60}?["'\`$ (:](?<o>[A-Z][A-Z0-9]{1,60}(?:_[A-Z0-9]{1,60}){0,8})\\b[^]{0,60}?(?:not|required|missing|unset|must|empty)`,
      'i',
    ),
    { object: variable, when: (_f, m) => m.groups?.o === m.groups?.o?.toUpperCase() },
  ),
  rule(
    'missing_env',
    s.specific + 5,
    0.85,
    /(?:missing|required|undefined|unset|no such|not found:?|not set:?|requires?|need(?:s|ed)?) (?:the )?(?:following )?(?:required )?env(?:ironment)?(?: variables?| vars?|\.)|env(?:ironment)? ?(?:variables?|vars?)[^]{0,80}?(?:(?:is|are|was|were|must be|not) (?:not )?(?:set|required|missing|provided|defined|found|configured)|missing|required)|environment variable not found: (?<o>[A-Z]\w{1,60})|NotPresent/i,
    variable,
  ),
  rule(
    'missing_env',
    s.general + 4,
    0.75,
    /(?:api[ _-]?keys?|api[ _-]?tokens?|access[ _-]?tokens?|auth(?:entication)?[ _-]?tokens?|bearer tokens?|tokens?|credentials?|secret(?:[ _-]?keys?)?|personal access token|connection string|database url|DSN|bot token|username|password|client[ _-]?id|client[ _-]?secret) (?:(?:is|are|was|were|must|has|have|not|to|be|been) )*(?:required|missing|not (?:set|provided|configured|found|specified|defined|present)|be (?:set|provided|configured|specified)|provided)|(?:missing|no(?! valid token)|requires? (?:an?|the)|need(?:s)? (?:an?|the)|(?:please )?(?:provide|specify|set) (?:an?|your|the)) (?:valid |required )?(?:\w{1,20} )?(?:api[ _-]?keys?|api[ _-]?tokens?|access[ _-]?tokens?|auth tokens?|personal access token|credentials|tokens?|connection string|database url|bot token)\b|Unable to locate credentials|Could not load (?:the )?(?:default )?credentials|DefaultCredentialsError|default credentials were not found|NoCredentialsError|CredentialsProviderError|No credentials (?:found|provided)/i,
    { when: f => !f.remote && !/\b40[13]\b|unauthorized|invalid (?:api[ _-]?key|token)/i.test(f.text) },
  ),
  rule(
    'missing_env',
    s.specific + 4,
    0.75,
    /validation errors? for (?<o>\w{0,40}(?:Settings|Config|Env\w{0,20}))\b[^]{0,200}(?:Field required|missing)/i,
  ),

  rule(
    'invalid_args',
    s.exact - 1,
    0.9,
    /(?:error: |^| )(?:unrecognized arguments?|unknown (?:option|argument|flag|shorthand flag|switch|command|subcommand)|unexpected argument|unrecognized (?:option|argument|subcommand|command)|invalid (?:option|argument|choice|flag)|illegal option|no such (?:option|command)|unsupported option)s?:? ?['"`]?(?<o>-{0,2}[\w.=/-]{1,80})/i,
    { object: 'argument', when: f => !f.remote },
  ),
  rule(
    'invalid_args',
    s.exact - 1,
    0.9,
    /the following (?:required )?arguments (?:are required|were not provided):? ?(?<o>[<-]{0,2}[\w/=-]{1,80})?|missing required (?:argument|option|parameter|flag|positional)s?:? ?['"`]?(?<o2>[<-]{0,2}[\w-]{1,80})?|Missing (?:argument|option|parameter) ['"`]?(?<o3>[<-]{0,2}[\w-]{1,80})|required (?:option|argument|flag)[^]{0,60}(?:not specified|not provided|missing|not set)|required flag\(s\)|Not enough (?:non-option )?arguments|too many arguments|expected (?:at least )?(?:one|\d+) arguments?|flag provided but not defined|flag needs an argument|a value is required for|got unexpected extra argument|argument (?<o4>-{1,2}[\w-]{1,60})[^:]{0,40}: (?:expected|invalid|not allowed)|option '?-{1,2}[\w-]{1,60}[^']{0,40}'? (?:argument missing|requires)|cannot be used with '|the argument '[^']{1,80}' (?:cannot|requires)|requires? (?:an|a value|exactly|at least) (?:argument|\d+ arg)/i,
    { object: 'argument', when: f => !f.remote },
  ),
  rule(
    'invalid_args',
    s.specific + 6,
    0.8,
    /(?:must|need to|should|have to|please) (?:specify|provide|pass|supply|give|use|include) (?:exactly |at least |either )?(?:one of |an? |the )?(?:(?:option|flag|argument)s? )?(?<o>-{1,2}[a-z][\w-]{0,60})|Provide a command or script to invoke/i,
    { object: 'argument', when: f => !f.remote },
  ),
  rule('invalid_args', s.specific - 10, 0.7, /(?:^|\n| )usage: ?\S|Usage:\s{1,4}\S/i, {
    when: f => !f.remote && !/deprecat/i.test(f.text.slice(0, 400)) && f.flat.length < 3_000,
  }),
  rule(
    'invalid_args',
    s.specific - 6,
    0.75,
    /(?:no|missing|must (?:provide|specify)|please (?:provide|specify)|at least one) (?:allowed )?(?:director(?:y|ies)|path|database|url|argument|connection string|config(?:uration)? (?:file|path))s? (?:argument |was |were )?(?:provided|specified|given|required|as (?:an )?argument)|(?:please )?provide (?:an? |the )?(?:\w{1,20} ){0,3}as (?:an? )?(?:command[- ]line )?argument|unknown (?:transport|mode)|Invalid transport/i,
    { when: f => !f.remote },
  ),
  rule(
    'invalid_args',
    s.specific - 4,
    0.7,
    /\bERR_INVALID_URL\b|TypeError: Invalid URL|Invalid URL|ERR_PARSE_ARGS|Unrecognized option: (?<o>\S{1,80})|Could not create the Java Virtual Machine|ERR_INVALID_ARG_VALUE|unknown option -(?<o2>\w)/i,
    { object: 'argument', when: f => !f.remote && !/Unrecognized VM option/.test(f.text) },
  ),
  rule(
    'invalid_config',
    s.specific - 4,
    0.7,
    /ERR_INVALID_URL|Invalid URL|"url" is no http|unsupported protocol scheme|relative URL without a base|Failed to parse URL|missing protocol|Request URL is missing an 'http/i,
    { when: f => f.remote },
  ),
]
