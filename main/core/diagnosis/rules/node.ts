import { rule, specificity as s, type Rule } from '../rule.ts'
import { isWrittenRelative } from './written-relative.ts'

const node = () => ({ kind: 'runtime', value: 'Node.js' }) as const
const absolute = /^(?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])/

/** Node, Bun and Deno: modules, syntax, versions, own errors of servers. */
export const nodeRules: readonly Rule[] = [
  rule('esm_cjs_mismatch', s.exact, 0.9, /ERR_REQUIRE_ESM|require\(\) of ES Module (?<o>[^ ]{1,300})/, 'file'),
  rule(
    'esm_cjs_mismatch',
    s.exact,
    0.9,
    /ERR_REQUIRE_(?:CYCLE_MODULE|ASYNC_MODULE)|Cannot use import statement outside a module|(?:require|exports|module|__dirname|__filename) is not defined in ES module scope|To load an ES module, set "type": "module"|Cannot use 'import\.meta' outside a module|Must use import to load ES Module/,
  ),
  rule(
    'esm_cjs_mismatch',
    s.specific + 5,
    0.85,
    /Named export '\w{1,80}' not found\. The requested module '(?<o>[^']{1,200})' is a CommonJS module|ERR_UNSUPPORTED_DIR_IMPORT|SyntaxError: Unexpected token '?export'?|ReferenceError: __dirname is not defined|await is only valid in async functions and the top level bodies of modules/,
    'module',
  ),
  rule('esm_cjs_mismatch', s.specific, 0.65, /ERR_UNKNOWN_FILE_EXTENSION|Unknown file extension "\.(?:ts|tsx|mts)"/),

  rule(
    'node_version_mismatch',
    s.exact + 5,
    0.95,
    /NODE_MODULE_VERSION \d{1,4}|compiled against a different Node\.js version/,
    { object: node },
  ),
  rule(
    'node_version_mismatch',
    s.exact,
    0.9,
    /ERR_UNKNOWN_BUILTIN_MODULE|No such built-in module: (?<o>[\w:./]{1,60})|Cannot find module 'node:[\w/]{1,40}'|The requested module 'node:[\w/]{1,40}' does not provide an export named/,
    { object: node },
  ),
  rule(
    'node_version_mismatch',
    s.exact,
    0.9,
    /SyntaxError: Unexpected token '?(?:\?\?=|\|\|=|&&=|\?\.|\?\?|\?|\.|=|\{|with|assert|#)'?(?![\w"',])(?!, ")/,
    { object: node, when: f => !/is not valid JSON|JSON at position|in JSON/i.test(f.text) },
  ),
  rule(
    'node_version_mismatch',
    s.exact,
    0.85,
    /SyntaxError: (?:Unexpected (?:identifier|token) '?(?:assert|with|using)'?|Unexpected reserved word|Private field '#|Invalid regular expression flags|Invalid regular expression: [^]{0,200}Invalid group)/,
    { object: node },
  ),
  rule(
    'node_version_mismatch',
    s.exact,
    0.9,
    /ReferenceError: (?<o>File|fetch|Headers|Request|Response|FormData|Blob|ReadableStream|WritableStream|TransformStream|TextDecoderStream|structuredClone|crypto|CustomEvent|WebSocket|AbortController|DOMException|navigator|performance|AggregateError|WeakRef|BroadcastChannel|CompressionStream|Iterator|globalThis) is not defined/,
    { object: node },
  ),
  rule(
    'node_version_mismatch',
    s.specific + 8,
    0.85,
    /(?:\.(?:at|replaceAll|hasOwn|toSorted|toReversed|toSpliced|findLast|findLastIndex|flatMap|fromEntries|matchAll|allSettled|any|withResolvers|groupBy|fromAsync|throwIfAborted|getSetCookie|styleText|parseArgs|stripVTControlCharacters|getBuiltinModule|try|isWellFormed|timeout|union|resolve))\)? is not a function/,
    {
      object: node,
      when: f =>
        /Object|Array|Promise|Response|util|process|AbortSignal|Symbol|String|Set|import\.meta|\)\.|\w\.(?:toSorted|replaceAll|at|findLast|flatMap|matchAll) /.test(
          f.text,
        ) && !/_zod|zod/i.test(f.text),
    },
  ),
  rule(
    'node_version_mismatch',
    s.exact,
    0.9,
    /(?:requires?|needs?|please (?:use|upgrade to)|supports? only) (?:at least )?node(?:\.?js)?(?: version)?:? ?(?:[v>=^~]{0,3} ?)?\d{2}|node(?:\.?js)?(?: version)? ?(?:>=? ?)?v?\d{2}(?:\.[\dx]+){0,2}\+? (?:or (?:higher|newer|later|above|greater)|is required|required|and above)|Node(?:\.?js)? (?:version )?v?\d{1,2}(?:\.\d+){0,2} is (?:not supported|unsupported|too old|no longer supported)|You are (?:using|running) Node(?:\.js)? v?\d|unsupported Node(?:\.js)? version|Node version [^]{0,40}(?:not supported|incompatible|too old)|Expected version ">=/i,
    { object: node },
  ),
  // Options that an older Node lacks; every other one is a mistake.
  rule(
    'node_version_mismatch',
    s.exact,
    0.8,
    /bad option: (?<o>--(?:no-)?(?:env-file|experimental-(?:strip|transform|sqlite|require|default|detect|websocket|webstorage|eventsource|permission)|watch|import\b|test\b|run\b|disable-warning|permission|allow-|use-system-ca|use-env-proxy|enable-source-maps|heapsnapshot|localstorage)[\w=-]{0,60})/i,
    'argument',
  ),
  rule(
    'invalid_args',
    s.exact - 1,
    0.85,
    /bad option: (?<o>-{1,2}[\w=-]{1,60})|(?:node(?:\.exe)?|bun|deno): (?<o2>-{1,2}[\w=-]{1,60}) (?:requires an argument|is not allowed in NODE_OPTIONS)/i,
    'argument',
  ),

  rule(
    'dependency_version_conflict',
    s.specific + 7,
    0.85,
    /Cannot read propert(?:y|ies) (?:'_?(?:zod|def|parse)' of undefined|of undefined \(reading '_?(?:zod|def)'\))|(?:keyValidator\._parse|\._parse|\.safeParseAsync|\._zod\.\w{1,20}|z\.\w{1,30}|\w{1,30}\.parseAsync|schema\.\w{1,20}) is not a function|v3Schema\.safeParse/,
  ),
  rule(
    'dependency_version_conflict',
    s.specific + 5,
    0.8,
    /ERR_PACKAGE_PATH_NOT_EXPORTED|Package subpath '[^']{1,100}' is not defined by "exports" in (?<o>[^ ]{1,300})|No "exports" main defined in (?<o2>[^ ]{1,300})/,
    'file',
  ),
  rule(
    'server_bug',
    s.specific + 5,
    0.65,
    /The requested module '(?<o>\.{1,2}\/[^']{1,200})' does not provide an export named/,
    'module',
  ),
  rule(
    'dependency_version_conflict',
    s.specific + 4,
    0.8,
    /The requested module '(?<o>[^']{1,200})' does not provide an export named/,
    'module',
  ),
  rule(
    'dependency_version_conflict',
    s.specific + 4,
    0.75,
    /Cannot find (?:module|package) '(?<o>(?:@modelcontextprotocol\/sdk|zod|ajv|express|hono)\/[^']{1,200})'/,
    'module',
  ),

  rule(
    'runtime_asset_missing',
    s.specific + 9,
    0.65,
    /Cannot find (?:module|package) '(?<o>@(?:rollup\/rollup|esbuild\/|img\/sharp|swc\/core|next\/swc|parcel\/watcher|napi-rs\/canvas|lancedb\/lancedb|libsql\/|duckdb\/node-bindings|tailwindcss\/oxide|anthropic-ai\/claude-code|openai\/codex)[^']{1,100})'/,
    'module',
  ),
  rule(
    'native_build_failed',
    s.exact,
    0.85,
    /Could not locate the bindings file|Cannot find module '[^']{0,200}build\/Release\/\w{1,60}\.node'|Could not load the "sharp" module|No native build was found|prebuild-install (?:warn|WARN|ERR!)|node-gyp|gyp ERR!|node-pre-gyp ERR!|gyp: No Xcode|Could not find any (?:Visual Studio|Python) installation to use/i,
  ),
  rule(
    'native_build_failed',
    s.exact - 5,
    0.75,
    /make: \*\*\* \[|make: (?:g\+\+|gcc|cc): (?:Command not found|No such file)|cmake: (?:command )?not found|(?:g\+\+|gcc|cc|make)(?:: \d+)?: (?:command )?not found|xcrun: error: invalid active developer path/i,
  ),

  rule('working_dir_missing', s.specific + 11, 0.8, /Cannot find (?:module|package) '(?<o>[^']{1,300})'/, {
    object: 'path',
    when: (f, m) => absolute.test(m.groups?.o ?? '') && isWrittenRelative(m.groups?.o, f),
  }),
  rule('entrypoint_missing', s.specific + 10, 0.9, /Cannot find module '(?<o>[^']{1,300})'/, {
    object: 'path',
    when: (f, m) => isEntry(m.groups?.o, f.text),
  }),
  rule('entrypoint_missing', s.specific + 10, 0.85, /(?:error: )?Module not found "(?<o>[^"]{1,300})"/, 'path'),
  rule('working_dir_missing', s.specific + 11, 0.8, /Module not found "(?<o>[^"]{1,300})"/, {
    object: 'path',
    when: (f, m) => isWrittenRelative(m.groups?.o?.replace('file://', ''), f),
  }),
  rule(
    'server_bug',
    s.specific + 2,
    0.6,
    /Cannot find module '(?<o>[^']{0,300}node_modules[\\/][^']{1,300})'|Cannot find module '(?<o2>\.{1,2}\/[^']{1,200})'[^]{0,500}node_modules/,
    'module',
  ),
  rule('entrypoint_missing', s.specific + 1, 0.6, /Cannot find module '(?<o>\.{1,2}[\\/][^']{1,200})'/, 'file'),
  rule(
    'node_module_not_found',
    s.specific + 2,
    0.9,
    /Cannot find (?:module|package) '(?<o>@?[\w.-]{1,100}(?:\/[\w.-]{1,100}){0,4})'/,
    { object: 'module', when: (_f, m) => !absolute.test(m.groups?.o ?? '') && !m.groups?.o?.startsWith('.') },
  ),
  rule(
    'node_module_not_found',
    s.specific,
    0.75,
    /ERR_MODULE_NOT_FOUND|Relative import path "(?<o>[^"]{1,100})" not prefixed with|error: Cannot find (?:module|package) "(?<o2>[^"]{1,200})"|Could not resolve: "(?<o3>[^"]{1,100})"|node_modules (?:is )?(?:missing|not found)|Did you (?:forget to )?run [`'"]?(?:npm|pnpm|yarn) install/i,
    'module',
  ),
  rule('entrypoint_missing', s.specific, 0.7, /MODULE_NOT_FOUND/, { when: f => /requireStack: \[\]/.test(f.text) }),
  rule(
    'client_internal',
    s.decisive - 5,
    0.7,
    /Cannot find module '[^']{0,300}app\.asar|app\.asar[\\/][^]{0,300}(?:TypeError|ReferenceError)|(?:TypeError|ReferenceError)[^]{0,400}app\.asar[\\/](?!node_modules)/,
  ),

  rule(
    'out_of_memory',
    s.decisive,
    0.95,
    /JavaScript heap out of memory|Array buffer allocation failed|FATAL ERROR: [^]{0,120}(?:Allocation failed|out of memory)|Reached heap limit|ERR_WORKER_OUT_OF_MEMORY|WebAssembly\.\w{1,20}\(\): Out of memory/i,
  ),
  rule(
    'server_bug',
    s.general - 8,
    0.6,
    /TypeError: (?:Cannot (?:read|set|destructure) propert(?:y|ies)|[\w.$]{1,80} is not (?:a function|a constructor|iterable))|ReferenceError: \w{1,80} is not defined|RangeError: Maximum call stack|ERR_UNHANDLED_REJECTION|ERR_INVALID_ARG_TYPE|Tool \w{1,80} is already registered|ERR_ASSERTION|Dynamic require of "[^"]{1,100}" is not supported/,
  ),
  rule(
    'server_bug',
    s.general - 9,
    0.55,
    /SyntaxError: (?:Unexpected (?:end of input|identifier|token)|Invalid or unexpected token|missing \)|Identifier '\w{1,60}' has already been declared|Illegal return)/,
    { when: f => !/JSON/i.test(f.text) && /\.(?:js|mjs|cjs|ts):\d+|node:internal|at /.test(f.text) },
  ),
]

/** The server's own first file, as against one that it loads. */
function isEntry(path: string | undefined, text: string): boolean {
  if (path === undefined || !absolute.test(path) || /_npx|node_modules[\\/](?!\.bin)/.test(path)) return false
  const stack = /Require stack: ?\n? ?- ?(\S{1,300})/.exec(text)
  return stack === null || /internal\/preload/.test(stack[0])
}
