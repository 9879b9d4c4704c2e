import { rule, specificity as s, type Rule } from '../rule.ts'
import type { CaseFacts } from '../case-facts.ts'

const shims = /^(?:npx|npm|pnpm|pnpx|yarn|uvx|tsx|ts-node|bunx)$/i
/** Scripts that Node's package managers install; Windows runs them through a shell alone. */
const scripts = /^(?:npx|npm|pnpm|pnpx|yarn|tsx|ts-node|bunx)$/i
const versioned = /\.nvm|\.fnm|\.asdf|\.volta|\.pyenv|\.local\/bin|homebrew|\.cargo\/bin|\.bun\/bin|nodenv|rbenv|mise/i

/** Commands that cannot be started: not there, not in PATH, wrapped, or written wrongly. */
export const commandRules: readonly Rule[] = [
  rule('invalid_args', s.exact + 9, 0.9, /\bENOENT\b|not found|is not recognized|cannot find|No such file/i, {
    when: hasWholeLine,
    object: (_m, f) => ({ kind: 'command', value: f.evidence.server.command ?? '' }),
  }),
  rule('invalid_args', s.exact + 8, 0.85, /spawn (?<o>\S{1,100} [^]{1,200}?) ENOENT/, {
    when: (_f, m) => /^(?:npx|npm|node|uvx?|python3?|docker|bunx?|deno|pipx)\s+\S/.test(m.groups?.o ?? ''),
    object: 'command',
  }),
  rule(
    'invalid_args',
    s.exact + 6,
    0.8,
    /spawn ["'](?<o>[^"']{1,200})["'] ENOENT|'\\?"(?<o2>[^"\\]{1,200})\\?"' is not recognized|unexpected EOF while looking for matching|unterminated quoted string|No closing quotation/i,
    { object: 'command', when: f => !/'"node"'/.test(f.text) },
  ),

  rule(
    'windows_cmd_shim',
    s.exact + 7,
    0.95,
    /spawn (?:\S{0,200}(?<o>npx|npm|uvx|yarn|pnpm|\w{1,40}\.(?:cmd|bat|ps1)) )?EINVAL|\bspawnSync \S{1,200} EINVAL/i,
    'command',
  ),
  rule(
    'windows_cmd_shim',
    s.exact + 7,
    0.95,
    /(?<o>\w{1,40})\.ps1 cannot be loaded|running scripts is disabled on this system|PSSecurityException/i,
    'command',
  ),
  rule(
    'windows_cmd_shim',
    s.exact + 6,
    0.8,
    /'C:\\Program' is not recognized|spawn (?<o>\S{0,200}\.(?:cmd|bat|ps1)) ENOENT|batch file arguments are invalid/i,
    'command',
  ),
  rule('windows_cmd_shim', s.decisive + 1, 0.9, /not a valid Win32 application|\[WinError 193\]|\(os error 193\)/i, {
    when: f => scripts.test(f.program) || /\.(?:ps1|cmd|bat)\b/i.test(f.text),
    object: (_m, f) => ({ kind: 'command', value: f.program }),
  }),
  rule('windows_cmd_shim', s.exact + 4, 0.7, /spawn (?<o>\w{1,40}) ENOENT/i, {
    object: 'command',
    when: (f, m) => f.windows && shims.test(m.groups?.o ?? ''),
  }),
  rule('windows_cmd_shim', s.specific + 4, 0.6, /program not found|\[WinError 2\]|cannot find the file specified/i, {
    when: f => f.windows && shims.test(f.program),
    object: (_m, f) => ({ kind: 'command', value: f.program }),
  }),

  rule(
    'path_not_inherited',
    s.exact + 4,
    0.85,
    /env: '?(?<o>node|python3?|uv|bun|deno|ruby|bash|tsx)'?: No such file or directory/i,
    'command',
  ),
  rule(
    'path_not_inherited',
    s.exact + 4,
    0.85,
    /(?:pyenv|rbenv|nodenv|goenv): (?<o>[\w.-]{1,60}): command not found|command '?(?<o2>[\w.-]{1,60})'? exists in these (?:Python|Node|Ruby) versions|No version is set for (?:command )?(?<o3>[\w.-]{1,60})|Volta error|No preset version installed for command|No preset version specified for command|mise ERROR[^]{0,60}No version is set/i,
    'command',
  ),
  rule(
    'path_not_inherited',
    s.exact + 3,
    0.8,
    /interpreter named in its first line was not|(?:not (?:in|on)|missing from|could not be found (?:in|on)) (?:the |your |its )?\$?PATH\b[^]{0,200}(?:nvm|fnm|asdf|volta|homebrew|\.local\/bin|login shell|terminal)/i,
  ),
  rule('path_not_inherited', s.exact + 3, 0.7, /spawn (?<o>[\w.-]{1,60}) ENOENT/, {
    object: 'command',
    when: f =>
      versioned.test(f.text.replace(/node_modules\/\.bin/g, '')) ||
      /works? (?:fine )?in (?:a |the |my )?terminal/i.test(f.text),
  }),

  rule('entrypoint_missing', s.exact + 2, 0.85, /spawn (?<o>(?:\/|~|\.{1,2}\/|[A-Za-z]:[\\/])\S{0,280}?) ENOENT/, {
    object: 'path',
    when: (_f, m) =>
      !/[\\/](?:npx|npm|node|uvx?|python[\d.]{0,5}|docker|bunx?|deno|pipx?|sh|bash|cmd|java|dotnet|ruby|go|php|git|pnpm|yarn)(?:\.\w{3})?$/i.test(
        m.groups?.o ?? '',
      ),
  }),
  rule(
    'entrypoint_missing',
    s.exact,
    0.85,
    /\b(?:sh|bash|zsh|dash|ash): (?:(?:line )?\d{1,4}: )?(?:cannot open |can't open )?['"]?(?<o>(?:\/|~|\.{1,2}\/)[^ :'"]{1,280})['"]?: No such file|\bsh: \d{1,4}: (?:cannot|can't) open (?<o2>[\w./~-]{1,280}): No such file/i,
    {
      object: 'path',
      // A path that only a script names is not the server's own file.
      when: (f, m) => f.commandLine === '' || f.commandLine.includes(m.groups?.o ?? m.groups?.o2 ?? ''),
    },
  ),
  rule('command_not_found', s.exact + 1, 0.75, /spawn (?<o>\S{1,200}?) ENOENT/, 'command'),
  // npm's own words for a helper that it starts, most often git.
  rule('command_not_found', s.exact + 2, 0.9, /\bENOENT\b[^]{0,60}syscall spawn (?<o>[\w.-]{1,60})/, {
    object: 'command',
    when: (_f, m) => !/^(?:sh|bash|cmd)$/.test(m.groups?.o ?? ''),
  }),
  rule('command_not_found', s.exact + 1, 0.9, /The command "?(?<o>[^" ]{1,200})"? was not found/i, 'command'),
  // cmd.exe speaks the language of Windows.
  rule(
    'command_not_found',
    s.exact,
    0.85,
    /['"«]?(?<o>[\w.+-]{1,100})['"»]? (?:不是内部或外部命令|n'est pas reconnu|ist entweder falsch geschrieben|wurde nicht als|no se reconoce|não é reconhecido|non è riconosciuto|не является внутренней|は、内部コマンドまたは外部コマンド|은\(는\) 내부 또는 외부)/i,
    'command',
  ),
  rule('command_not_found', s.exact - 1, 0.8, /'(?<o>[\w.+-]{1,100})' is not recognized/i, 'command'),
  rule(
    'command_not_found',
    s.exact,
    0.85,
    /'?"?(?<o>[\w.+-]{1,100})"?'? is not recognized as (?:an internal or external command|the name of a cmdlet)|The term '(?<o2>[^']{1,100})' is not recognized/i,
    'command',
  ),
  rule(
    'command_not_found',
    s.exact,
    0.85,
    /command not found: (?<o>[\w.+-]{1,100})|(?:^|[ :])(?<o2>(?!\d{1,4}:)[\w.+-]{1,100}): command not found|(?:sh|bash|zsh|dash|ash|fish): (?:line )?\d{0,4}:? ?(?<o3>[\w.+/-]{1,100}): not found/i,
    { object: 'command', when: f => f.program !== 'docker' },
  ),
  rule(
    'command_not_found',
    s.exact - 1,
    0.85,
    /exec: "?(?<o>[\w.+-]{1,100})"?: executable file not found in (?:\$PATH|%PATH%)/i,
    { object: 'command', when: f => !/OCI runtime|runc|container_linux|failed to create (?:task|shim)/i.test(f.text) },
  ),
  rule(
    'command_not_found',
    s.exact - 2,
    0.8,
    /Cannot run program "(?<o>[^"]{1,200})"|No such file or directory - (?<o2>[\w.+-]{1,60})(?: |$)|[Cc]ommand ['"`](?<o3>[\w.+-]{1,100})['"`] (?:was )?not found/i,
    'command',
  ),
  rule(
    'command_not_found',
    s.general + 3,
    0.7,
    /(?:^| )['"`]?(?<o>[\w.+-]{2,40})['"`]? (?:executable |binary |CLI |command )?(?:is |was |could )?not (?:be )?(?:found|installed)(?: (?:in|on) (?:your |the |system )?\$?PATH|\. (?:Please )?install)|please install (?<o2>[\w.+-]{2,40}) (?:first|and)|(?<o3>[\w.+-]{2,40}) is not installed or (?:it's )?not in (?:your |the )?PATH/i,
    { object: 'command', when: f => !/browser|chrom|package|module/i.test(f.text.slice(0, 4_000)) },
  ),
  rule(
    'command_not_found',
    s.general,
    0.7,
    /executable file not found in|program not found|ENOENT: command|command not found|No such file or directory \(os error 2\)|could not find (?:the )?(?:command|executable|binary)|exec: no such file/i,
    { when: f => f.program !== 'docker' },
  ),
  rule('command_not_found', s.symptom + 5, 0.6, /\bENOENT\b/, {
    when: f => f.evidence.phase === 'spawn' || f.evidence.phase === 'preflight',
  }),
  rule('command_not_found', s.symptom, 0.55, /exit(?:ed)?(?: with)?(?: code| status)?:? 127\b|exit code: 127/i),
]

/** `"command": "npx -y something"`: everything in one string. */
function hasWholeLine({ evidence }: CaseFacts): boolean {
  const command = evidence.server.command?.trim() ?? ''
  return /^(?:["'].+["']$|(?:npx|npm|node|uvx?|python[\d.]{0,5}|docker|bunx?|deno|pipx?|java|dotnet|ruby|go|cmd|sh|bash)(?:\.\w{3})? +\S)/i.test(
    command,
  )
}
