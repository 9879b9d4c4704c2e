import { rule, specificity as s, type Rule } from '../rule.ts'
import type { CaseFacts } from '../case-facts.ts'
import { isWrittenRelative } from './written-relative.ts'

const python = () => ({ kind: 'runtime', value: 'Python' }) as const
const standard =
  'tomllib|distutils|imp|asyncore|asynchat|cgi|audioop|zoneinfo|graphlib|dataclasses|asyncio\\.taskgroups|importlib\\.metadata|importlib\\.resources|typing_extensions_builtin|contextvars|_ctypes|_lzma|_sqlite3|_ssl|_bz2|compression|annotationlib|telnetlib|pipes|crypt'
/** Modules of a project, not of the index: they are looked for in the working directory. */
const ownModules = /^(?:src|app|server|main|server_?main|mcp_server|backend|run|lib|core|api)(?:\.|$)/

/** The Python interpreter: imports, syntax, own errors of servers. */
export const pythonRules: readonly Rule[] = [
  rule('python_version_mismatch', s.specific + 10, 0.85, new RegExp(`No module named '?(?:${standard})'?(?![\\w.])`), {
    object: python,
  }),
  rule(
    'python_version_mismatch',
    s.specific + 10,
    0.85,
    /cannot import name '(?:Self|Annotated|ParamSpec|TypeAlias|TypeGuard|Literal|Protocol|NotRequired|Required|override|Never|assert_never|TypeVarTuple|Unpack|LiteralString|TypedDict|Concatenate|StrEnum|UTC|Mapping|MutableMapping|Callable|Iterable|Sequence|NoneType|UnionType|EnumType|KW_ONLY|aclosing|chdir|batched|pairwise|timeout|TaskGroup|Runner|deprecated|ReadOnly|TypeIs)' from '(?:typing|collections|enum|datetime|types|dataclasses|contextlib|itertools|asyncio|warnings|inspect)(?:\.\w{1,20})?'/,
    { object: python },
  ),
  rule(
    'python_version_mismatch',
    s.specific + 10,
    0.85,
    /unsupported operand type\(s\) for \|: '(?:type|_?[\w.]{1,40}|NoneType)' and|'(?:type|ABCMeta|function|builtin_function_or_method)' object is not subscriptable|module 'asyncio' has no attribute '(?:timeout|TaskGroup|run|Runner|to_thread|coroutine)'|module 'collections' has no attribute|module 'typing' has no attribute|module 'inspect' has no attribute 'getargspec'|module 'pkgutil' has no attribute 'ImpImporter'|unexpected keyword argument '(?:slots|kw_only|strict|delete_on_close)'/,
    { object: python },
  ),
  rule(
    'python_version_mismatch',
    s.specific + 8,
    0.75,
    /(?:match \w[\w.]{0,40}:|case [^]{1,60}:|\w{1,40} := |async with \(|except\* |^ ?type \w{1,40} =|print "[^"]{0,60}")[^]{0,80}SyntaxError: invalid syntax|Missing parentheses in call to 'print'|f-string: (?:expecting|unmatched|cannot include)|SyntaxError: positional-only|SyntaxError: future feature annotations is not defined|Non-ASCII character '/,
    { object: python },
  ),
  rule(
    'python_version_mismatch',
    s.general + 5,
    0.6,
    /File "[^"]{1,300}[\\/](?:site-packages|dist-packages)[\\/][^]{0,300}SyntaxError: invalid syntax/,
    { object: python },
  ),
  rule('python_version_mismatch', s.general + 8, 0.6, /Python 2\.7|python2\.7|Python 3\.[0-7]\b[^]{0,300}SyntaxError/, {
    object: python,
  }),

  rule(
    'working_dir_missing',
    s.specific + 6,
    0.7,
    /(?:ModuleNotFoundError: |ImportError: )?No module named '?(?<o>[\w.]{1,100})'?/,
    { object: 'module', when: (f, m) => ownModules.test(m.groups?.o ?? '') && !isPublished(f) },
  ),
  rule('server_bug', s.specific + 6, 0.7, /No module named '?(?<o>[\w.]{1,100})'?/, {
    object: 'module',
    when: (f, m) => ownModules.test(m.groups?.o ?? '') && isPublished(f),
  }),
  rule(
    'dependency_version_conflict',
    s.specific + 5,
    0.7,
    /No module named '?(?<o>(?:mcp|fastmcp|pydantic|pydantic_core|httpx|starlette|anyio|langchain|openai|anthropic|google|numpy|cryptography|jwt|typing_extensions)\.[\w.]{1,100})'?/,
    'module',
  ),
  rule(
    'dependency_version_conflict',
    s.specific + 5,
    0.7,
    /No module named 'pydantic\._internal|No module named 'pydantic_core\._pydantic_core'|; 'mcp' is not a package/,
  ),
  rule(
    'py_module_not_found',
    s.specific + 3,
    0.9,
    /ModuleNotFoundError: No module named '?(?<o>[\w.]{1,100})'?/,
    'module',
  ),
  rule(
    'py_module_not_found',
    s.specific + 3,
    0.9,
    /(?:python[\d.]{0,5}|python\.exe|py): (?:Error while finding module specification for '[\w.]{1,100}' \(ModuleNotFoundError: )?No module named '?(?<o>[\w.]{1,100})'?/i,
    'module',
  ),
  rule(
    'py_module_not_found',
    s.specific,
    0.85,
    /ImportError: No module named '?(?<o>[\w.]{1,100})'?|No module named '?(?<o2>[\w.-]{1,100})'?|(?:please |try |[Ii]nstall (?:it |them )?(?:with|using|via)[: ]*|[Rr]un[: ]*)(?:running )?[`'"]?(?:python -m )?pip3? install (?<o3>[\w.[\]-]{1,100})[`'"]?/i,
    'module',
  ),
  rule(
    'py_module_not_found',
    s.specific,
    0.75,
    /'(?<o>[\w.]{1,100})' is a package and cannot be directly executed|The '?(?<o2>[\w.-]{1,100})'? (?:distribution|package) was not found and is required|DistributionNotFound|PackageNotFoundError: No package metadata was found for (?<o3>[\w.-]{1,100})|(?:typer|click|uvicorn) is required to run/i,
    'module',
  ),

  rule(
    'dependency_version_conflict',
    s.specific + 4,
    0.8,
    /ImportError: cannot import name '(?<o>\w{1,80})' from (?:partially initialized module )?'(?<o2>[\w.]{1,100})'/,
    {
      object: m => ({ kind: 'module', value: m.groups?.o2 ?? '' }),
      when: (_f, m) =>
        !/^(?:src|app|server|main|utils|config|tools|lib|core)(?:\.|$)/.test(m.groups?.o2 ?? '') &&
        !/partially initialized/.test(m[0]),
    },
  ),
  rule(
    'dependency_version_conflict',
    s.specific + 4,
    0.8,
    /(?:FastMCP|Server|MCPServer|AsyncClient|Client|Settings|BaseModel|Tool|StdioServerParameters|ClientSession)(?:\.__init__|\.run|\.tool|\.\w{1,30})?\(\) got an unexpected keyword argument|module '(?:mcp|fastmcp|pydantic|httpx|openai|anyio|starlette|numpy|google[\w.]{0,30})(?:\.[\w.]{1,60})?' has no attribute|'(?:FastMCP|Server|MCPServer|LowLevelServer)' object has no attribute/,
  ),
  rule(
    'dependency_version_conflict',
    s.specific + 4,
    0.8,
    /PydanticUserError|PydanticImportError|`(?:BaseSettings|pydantic[\w.:]{1,60})` has (?:been moved|been removed)|pydantic\.errors\.|numpy\.dtype size changed|compiled using NumPy 1\.x|pkg_resources\.(?:ContextualVersionConflict|VersionConflict)|incompatible with pydantic|requires \w[\w.-]{0,60}[<>=!~]{1,2}[\w.]{1,30}, but you have|but you'll have [\w.-]{1,60} [\w.]{1,30} which is incompatible/,
  ),

  rule(
    'missing_env',
    s.specific + 6,
    0.9,
    /KeyError: ['"](?<o>[A-Z][A-Z0-9]{0,60}(?:_[A-Z0-9]{1,60}){0,8})['"]/,
    'variable',
  ),
  rule(
    'path_not_accessible',
    s.specific - 3,
    0.6,
    /FileNotFoundError: \[(?:Errno 2|WinError [23])\][^:]{0,80}(?:: ['"](?<o>[^'"]{1,300})['"])?/,
    { object: 'path', when: (_f, m) => isPathLike(m.groups?.o) },
  ),
  rule(
    'path_not_accessible',
    s.specific - 3,
    0.7,
    /NotADirectoryError|IsADirectoryError|(?:git\.exc\.)?(?:NoSuchPathError|InvalidGitRepositoryError)(?:: (?<o>[^ ]{1,300}))?|sqlite3\.OperationalError: unable to open database file/,
    'path',
  ),
  rule(
    'command_not_found',
    s.specific - 4,
    0.7,
    /FileNotFoundError: \[(?:Errno 2|WinError 2)\][^:]{0,80}: ['"](?<o>[\w.+-]{1,60})['"]/,
    {
      object: 'command',
      when: (_f, m) => !/\.\w{2,5}$/.test(m.groups?.o ?? '') || /\.(?:exe|cmd|bat)$/i.test(m.groups?.o ?? ''),
    },
  ),
  rule('command_not_found', s.specific - 4, 0.7, /\[WinError 2\]|FileNotFoundError: \[WinError 2\]/),
  rule('working_dir_missing', s.exact, 0.85, /can't open file '(?<o>[^']{1,300})': \[Errno 2\]/i, {
    object: 'path',
    when: (f, m) => isWrittenRelative(m.groups?.o, f),
  }),
  rule(
    'entrypoint_missing',
    s.exact - 2,
    0.9,
    /can't (?:open file|find '__main__' module in) '?(?<o>[^':]{1,300}(?::\\[^']{1,300})?)'?/i,
    'path',
  ),
  rule(
    'invalid_config',
    s.specific,
    0.75,
    /(?:tomllib|toml|tomlkit)[\w.]{0,30}DecodeError|TOMLDecodeError|yaml\.(?:scanner|parser)\.\w{1,20}Error|ScannerError|configparser\.\w{1,40}Error|JSONDecodeError: Unexpected UTF-8 BOM/,
  ),
  rule('invalid_config', s.specific - 8, 0.6, /json\.decoder\.JSONDecodeError/, {
    when: f => /config|settings|\.json/i.test(f.text),
  }),
  rule(
    'client_internal',
    s.specific - 5,
    0.55,
    /Attempted to exit (?:a )?cancel scope in a different task than it was entered in/,
  ),

  rule(
    'server_bug',
    s.general - 8,
    0.65,
    /(?:IndentationError|TabError|NameError|UnboundLocalError|RecursionError|ZeroDivisionError|IndexError|AssertionError|NotImplementedError): /,
    {},
  ),
  rule(
    'server_bug',
    s.general - 8,
    0.6,
    /AttributeError: (?:module|'[\w.]{1,60}' object)|TypeError: [\w.]{1,80}\(\) (?:missing|takes|got)|RuntimeError: (?:asyncio\.run\(\) cannot be called|There is no current event loop|Already running asyncio)|Already running asyncio in this thread/,
  ),
  rule(
    'server_bug',
    s.general - 6,
    0.6,
    /UnicodeEncodeError|UnicodeDecodeError|partially initialized module '[\w.]{1,80}'|coroutine '[\w.]{1,80}' was never awaited|a coroutine was expected, got/,
  ),
  rule(
    'server_bug',
    s.general - 9,
    0.6,
    /SyntaxError: (?:invalid syntax|unterminated|unexpected EOF|'[^']{1,20}' was never closed|unexpected indent|expected)/,
    { when: f => /File "/.test(f.text) },
  ),
  rule(
    'server_bug',
    s.general - 15,
    0.5,
    /Traceback \(most recent call last\)[^]{0,12000}\b(?:KeyError|ValueError|TypeError|RuntimeError|AttributeError): /,
  ),
]

/** Comes from an index, so what it misses of its own is its maker's mistake. */
const isPublished = ({ program, text }: CaseFacts) =>
  ['uvx', 'pipx'].includes(program) || /site-packages|archive-v0|uv[\\/]tools/.test(text)
const isPathLike = (value: string | undefined) => value !== undefined && /[\\/]|\.\w{2,5}$/.test(value)
