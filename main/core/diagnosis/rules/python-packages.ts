import { rule, specificity as s, type Rule } from '../rule.ts'

const python = () => ({ kind: 'runtime', value: 'Python' }) as const

/** uv, uvx, pip, pipx: what they say when a package or an interpreter cannot be had. */
export const pythonPackageRules: readonly Rule[] = [
  rule(
    'python_version_mismatch',
    s.exact + 8,
    0.95,
    /Because the (?:current|requested) Python version \([^)]{1,60}\)? ?(?:does not satisfy|[^]{0,60}not satisf)/i,
    { object: python },
  ),
  rule(
    'python_version_mismatch',
    s.exact + 8,
    0.95,
    /requires a different Python: [\d.]{1,12} not in|Requires-Python (?:[<>=!~]|\S{1,3}\d)|requires-python|incompatible with the project'?s? Python requirement|the requested interpreter resolved to Python/i,
    { object: python },
  ),
  rule(
    'python_version_mismatch',
    s.exact + 5,
    0.9,
    /No (?:interpreter|Python)(?: installations?)? (?:was )?found for (?:path|executable name|Python|`)[^]{0,60}|No download found for request: c?python|No matching Python (?:interpreter|installation)/i,
    { object: python },
  ),
  rule(
    'python_version_mismatch',
    s.exact + 5,
    0.9,
    /depends? on Python ?[<>=!~]{1,2} ?\d|depends on Python[^]{0,160}unsatisfiable/i,
    { object: python },
  ),
  rule(
    'python_version_mismatch',
    s.exact,
    0.9,
    /(?:requires?|needs?|supports only|must be run with|please use) (?:at least )?python ?(?:version )?(?:[<>=~^]{1,2} ?)?3\.\d{1,2}|python ?(?:>= ?)?3\.\d{1,2}(?:\.\d+)? (?:or (?:higher|newer|later|above|greater)|is required|\+ is required|required)|Python [23]\.\d{1,2}(?:\.\d+)? is not supported|unsupported Python version/i,
    { object: python },
  ),
  rule(
    'native_build_failed',
    s.exact + 7,
    0.85,
    /has no wheels with a matching (?:Python (?:ABI|version|implementation)|platform) tag/i,
  ),

  rule(
    'pypi_package_not_found',
    s.exact + 6,
    0.95,
    /(?:Because )?(?<o>[\w.-]{1,100}) was not found in the (?:package registry|cache|provided package locations)/i,
    { object: 'package', when: f => !/was not found in the cache/.test(f.flat) },
  ),
  rule(
    'registry_unreachable',
    s.exact + 6,
    0.85,
    /(?<o>[\w.-]{1,100}) was not found in the cache|Network connectivity is disabled/i,
    'package',
  ),
  rule(
    'pypi_package_not_found',
    s.exact + 6,
    0.95,
    /Could not find a version that satisfies the requirement (?<o>[\w.-]{1,100})[^ ]{0,60} \(from versions: none\)/i,
    { object: 'package', when: f => !/Retrying \(|NewConnectionError|connection broken/i.test(f.text) },
  ),
  rule('pypi_package_not_found', s.exact + 1, 0.85, /No matching distribution found for (?<o>[\w.-]{1,100})/i, {
    object: 'package',
    when: f => !/Retrying \(|NewConnectionError|connection broken/i.test(f.text),
  }),
  rule(
    'pypi_package_not_found',
    s.exact + 1,
    0.8,
    /there (?:are|is) no versions? of (?<o>[\w.-]{1,100})|no version of (?<o2>[\w.-]{1,100})==[\w.]{1,30}/i,
    'package',
  ),
  rule(
    'pypi_package_not_found',
    s.exact,
    0.75,
    /[Bb]ecause only (?<o>[\w.-]{1,100})[<>=]{1,2}[\w.]{1,30} (?:is|are) available and you require/,
    'package',
  ),
  rule(
    'pypi_package_not_found',
    s.exact,
    0.85,
    /HTTP status client error \(404 Not Found\) for url \(https?:\/\/[^ )]{1,100}\/simple\/(?<o>[\w.-]{1,100})/i,
    'package',
  ),
  rule(
    'pypi_package_not_found',
    s.exact - 4,
    0.75,
    /Package (?:not found|'?(?<o>[\w.-]{1,100})'? (?:is )?not found) on PyPI/i,
    'package',
  ),
  rule(
    'invalid_args',
    s.exact,
    0.7,
    /An executable named `?(?<o>[\w.-]{1,100})`? is not provided by package|The executable `?(?<o2>[\w.-]{1,100})`? was not found|executable script not found in package|'(?<o3>[\w.-]{1,100})' executable script not found/i,
    'command',
  ),
  rule(
    'npm_bin_missing',
    s.exact - 1,
    0.6,
    /Package `?(?<o>[\w.-]{1,100})`? does not provide any executables|No executables are provided by package `?(?<o2>[\w.-]{1,100})`?/i,
    'package',
  ),

  rule(
    'dependency_version_conflict',
    s.exact,
    0.85,
    /ResolutionImpossible|have conflicting dependencies|conflicting dependencies\.|VersionConflict:|ContextualVersionConflict/,
  ),
  rule(
    'dependency_version_conflict',
    s.exact - 3,
    0.8,
    /No solution found when resolving[^]{0,200}[Bb]ecause (?:only )?(?<o>[\w.-]{1,100})[^]{0,300}depends on/,
    'package',
  ),
  rule('dependency_version_conflict', s.exact - 6, 0.6, /No solution found when resolving/),

  rule(
    'native_build_failed',
    s.exact + 4,
    0.9,
    /Failed building wheel for (?<o>[\w.-]{1,100})|Could not build wheels for (?<o2>[\w.-]{1,100})|Failed to build (?:installable wheels for some pyproject\.toml based projects )?[`(']?(?<o3>[\w.-]{1,100}(?:==[\w.]{1,30})?)/i,
    { object: 'package', when: f => !/Could not resolve host|Retrying \(|Git operation failed/i.test(f.text) },
  ),
  rule(
    'native_build_failed',
    s.exact + 4,
    0.9,
    /The build backend returned an error|metadata-generation-failed|subprocess-exited-with-error|Getting requirements to build wheel did not run successfully|Call to `?[\w.:]{1,80}build_(?:wheel|editable)`? failed/i,
  ),
  rule(
    'native_build_failed',
    s.exact + 5,
    0.95,
    /Microsoft Visual C\+\+ 14|error: command '?[^ ']{0,60}(?:gcc|clang|cc|cl\.exe|g\+\+)[^ ']{0,30}'? failed|unable to execute '(?:gcc|cc|clang)'|fatal error: '?Python\.h|pg_config executable not found|Rust toolchain|linker `(?:cc|link\.exe)` not found|Cargo, the Rust package manager, is not installed|CMake must be installed|No CMAKE_C(?:XX)?_COMPILER/i,
  ),

  rule(
    'package_cache_corrupt',
    s.exact + 6,
    0.85,
    /Failed to (?:read from|write to|initialize|deserialize)[^]{0,30}(?:distribution )?cache(?: entry)?|Failed to deserialize cache entry|cache (?:entry )?(?:is|was) corrupt(?:ed)?|corrupt(?:ed)? (?:package )?cache/i,
    { when: f => !/Git operation failed|permission denied|No space left|read-only|nor `?\$?HOME/i.test(f.text) },
  ),
  rule(
    'package_cache_corrupt',
    s.exact + 5,
    0.85,
    /BadZipFile|The wheel is invalid|Failed to (?:extract|unzip|read) (?:archive|wheel)|invalid (?:Zip|gzip) (?:archive|header)|DO NOT MATCH THE HASHES|Hash mismatch for|zip file is (?:empty|corrupt)|Missing `?\.dist-info`? directory|Failed to (?:uninstall|install)[^]{0,120}(?:RECORD|METADATA) file/i,
    { when: f => !/No space left/i.test(f.text) },
  ),
  rule(
    'package_cache_corrupt',
    s.exact + 3,
    0.8,
    /bad interpreter: No such file or directory|(?<o>[^ ':]{1,200}(?:pipx|uv[\\/]tools|venvs?)[^ ':]{1,200}python[\d.]{0,5})'?: (?:bad interpreter|No such file or directory)|No Python at '?"?(?<o2>[^"'\n]{1,200})|did not find executable at '(?<o3>[^']{1,200})'|Broken (?:symlink|Python trampoline)|uv trampoline failed|Unable to create process using|Failed to (?:query|inspect) Python interpreter/i,
    'path',
  ),
  rule(
    'package_cache_corrupt',
    s.exact,
    0.75,
    /(?:failed to (?:copy|hardlink|clone|rename|remove|open) (?:file|directory)?[^]{0,200}(?:archive-v0|uv[\\/]cache|\.cache[\\/]uv|uv[\\/]tools))[^]{0,200}(?:os error (?:2|5|17|39|66|32)\b|No such file|Directory not empty)/i,
  ),

  rule(
    'registry_auth',
    s.exact + 8,
    0.9,
    /lack of valid authentication credentials|HTTP status client error \(40[13][^)]{0,20}\) for url|(?:401|403) (?:Client )?Error[^]{0,40}(?:Credentials not correct|for url: https?:\/\/[^ ]{0,80}simple)|HTTP error 40[13] while getting/i,
  ),
  rule(
    'registry_auth',
    s.exact + 3,
    0.85,
    /fatal: Authentication failed for '?(?<o>[^' ]{1,200})|could not read (?:Username|Password) for '?(?<o2>[^' ]{1,200})|Permission denied \(publickey|Host key verification failed|Invalid username or (?:password|token)\. Password authentication is not supported|remote: (?:Repository not found|Invalid username)/i,
    'url',
  ),
  rule(
    'registry_unreachable',
    s.exact + 7,
    0.9,
    /(?:Failed to fetch|error sending request for url|Request failed after \d+ retries)[:` (]{0,4}(?<o>https?:\/\/[^ `)]{1,300})/i,
    {
      object: 'url',
      when: f =>
        !/certificate|UnknownIssuer|40[1-4] |\b40[134]\b/i.test(f.text) &&
        (/pypi|pythonhosted|simple|github|index|uv|python-build|files\./i.test(f.text) || isPython(f.program)),
    },
  ),
  rule(
    'registry_unreachable',
    s.exact + 7,
    0.9,
    /Retrying \(Retry\(total=\d|HTTPSConnectionPool\(host='(?<o>(?:pypi\.org|files\.pythonhosted\.org)[^']{0,60})'|Could not fetch URL https?:\/\//i,
    { object: 'host', when: f => !/CERTIFICATE_VERIFY|SSLCertVerification|ProxyError|SSLError/i.test(f.text) },
  ),
  rule(
    'registry_unreachable',
    s.exact + 6,
    0.85,
    /unable to access '(?<o>https?:\/\/[^']{1,200})': (?:Could not resolve|Failed to connect|Couldn't connect|Connection|Operation timed out|OpenSSL SSL_(?:connect|read)|Recv failure|SSL_ERROR_SYSCALL|gnutls_handshake)/i,
    'url',
  ),
  rule(
    'registry_unreachable',
    s.exact - 4,
    0.75,
    /Git operation failed|failed to (?:fetch into|clone into|clone)|fatal: (?:unable to connect|the remote end hung up|early EOF)|Could not connect, are you offline/i,
    {
      when: f =>
        !/git executable not found|not installed|Authentication failed|could not read Username|os error 2\b/i.test(
          f.text,
        ),
    },
  ),
  rule(
    'command_not_found',
    s.exact + 4,
    0.85,
    /Git executable not found|Cannot find command 'git'|git(?:\.exe)? (?:is )?not (?:found|installed)|No such file or directory: 'git'/i,
    { object: () => ({ kind: 'command', value: 'git' }) },
  ),

  rule(
    'working_dir_missing',
    s.exact,
    0.85,
    /No `?pyproject\.toml`? found in (?:current directory|`?(?<o>[^` ]{1,200}))|Project directory `(?<o2>[^`]{1,200})` does not exist|Distribution not found at: file:\/\/(?<o3>[^ ]{1,200})|does not appear to be a Python project/i,
    'path',
  ),
  rule(
    'entrypoint_missing',
    s.exact - 4,
    0.75,
    /Failed to spawn: `(?<o>[^`]{1,200})`[^]{0,80}(?:No such file|os error 2|program not found|cannot find)/i,
    { object: 'file' },
  ),
  rule(
    'exec_format',
    s.exact + 8,
    0.85,
    /Failed to spawn: `[^`]{1,200}`[^]{0,80}(?:os error 8|Exec format|os error 193)/i,
  ),
]

const isPython = (program: string) => ['uv', 'uvx', 'pip', 'pipx', 'python', 'py'].includes(program)
