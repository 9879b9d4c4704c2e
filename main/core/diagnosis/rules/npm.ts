import { rule, specificity as s, type Rule } from '../rule.ts'
import { isRunner, isScript, isTool } from './npm-runner.ts'

/** npm, npx, pnpm, yarn, bun: what they say when a package cannot be had. */
export const npmRules: readonly Rule[] = [
  rule(
    'npm_package_not_found',
    s.exact + 2,
    0.95,
    /'(?<o>@?[\w./~-]{1,200}?)@[^']{0,80}' is not in (?:this|the npm) registry/i,
    'package',
  ),
  rule(
    'npm_package_not_found',
    s.exact + 1,
    0.9,
    /404 Not Found - GET https?:\/\/[^ /]{1,100}\/(?<o>[@\w.%-]{1,200})/i,
    'package',
  ),
  rule('npm_package_not_found', s.exact, 0.95, /npm (?:ERR!|error)(?: code)? E404/i),
  rule(
    'npm_package_not_found',
    s.exact,
    0.9,
    /ERR_PNPM_FETCH_404 {1,3}GET https?:\/\/[^ /]{1,100}\/(?<o>[@\w.%-]{1,200})/,
    'package',
  ),
  rule(
    'npm_package_not_found',
    s.exact,
    0.9,
    /Couldn't find package "(?<o>[^"]{1,200})" (?:required by|on the "npm" registry)/i,
    'package',
  ),
  rule(
    'npm_package_not_found',
    s.exact,
    0.85,
    /registry\.(?:yarnpkg\.com|npmjs\.org)\/(?<o>[@\w.%/-]{1,200})(?:"?: Not found| - 404)/i,
    'package',
  ),
  rule('npm_package_not_found', s.exact, 0.85, /error: package "(?<o>[^"]{1,200})" not found/i, {
    object: 'package',
    when: f => /bun/.test(f.program + f.text),
  }),
  rule(
    'npm_package_not_found',
    s.exact,
    0.85,
    /Package not found in the registry|npm package '(?<o>[^']{1,200})' does not exist/i,
    'package',
  ),
  // Several words, quotes or a flag in one argument.
  rule(
    'invalid_args',
    s.exact + 1,
    0.85,
    /Invalid package name "(?<o>[^ ]{0,100}["'= ][^]{0,200}?)" of package|Invalid tag name "(?<o2>[^"]{1,200})"/i,
    'argument',
  ),
  rule(
    'npm_package_not_found',
    s.exact,
    0.85,
    /EINVALIDPACKAGENAME|Invalid package name "(?<o>[^"]{1,200})"|name can no longer contain capital letters/i,
    'package',
  ),

  rule(
    'npm_version_not_found',
    s.exact + 3,
    0.95,
    /No matching version found for (?<o>@?[\w./-]{1,200}@[^\s,]{0,80}?)\.?(?: |$)/i,
    'package',
  ),
  rule('npm_version_not_found', s.exact + 2, 0.95, /\bETARGET\b|npm (?:ERR!|error) notarget/),
  // Yarn's codes, and Deno.
  rule(
    'npm_package_not_found',
    s.exact,
    0.9,
    /YN0035: (?<o>@?[\w./-]{1,200}?)(?:@\S{1,80})?: Package not found|JSR package not found: (?<o2>@[\w./-]{1,200})/i,
    'package',
  ),
  rule(
    'npm_version_not_found',
    s.exact,
    0.9,
    /YN00(?:16|82): (?<o>@?[\w./-]{1,200}?)@\S{1,80}: (?:No candidates|Registry returned)|Could not find (?:npm package|version of) '(?<o2>@?[\w./-]{1,200})' (?:matching|that matches)/i,
    'package',
  ),
  rule(
    'npm_version_not_found',
    s.exact,
    0.9,
    /ERR_PNPM_NO_MATCHING_VERSION|Couldn't find any versions for "(?<o>[^"]{1,200})"/i,
    'package',
  ),
  rule(
    'npm_version_not_found',
    s.exact,
    0.9,
    /No version matching "[^"]{1,80}" found for specifier "(?<o>[^"]{1,200})"/i,
    'package',
  ),
  rule(
    'npm_version_not_found',
    s.exact,
    0.8,
    /\bENOVERSIONS\b|No versions available for (?<o>@?[\w./-]{1,200})/,
    'package',
  ),
  rule(
    'npm_version_not_found',
    s.exact,
    0.8,
    /Package (?:subpath|version) [^ ]{1,80} (?:does not exist|was unpublished)|version "[^"]{1,60}" (?:not found|doesn't exist) (?:for|in) package/i,
  ),

  rule('invalid_args', s.exact + 4, 0.85, /could not determine executable to run/i, {
    when: f => /\bnpx(?:\.cmd)? (?:-y |--yes )?(?:install|i|add|run|exec|start)\b/.test(f.commandLine),
  }),
  rule('npm_bin_missing', s.exact, 0.95, /could not determine executable to run/i),
  rule(
    'npm_bin_missing',
    s.exact,
    0.9,
    /ERR_PNPM_DLX_(?:NO_BIN|MULTIPLE_BINS)|No binaries found in (?<o>@?[\w./-]{1,200})|could not determine (?:the )?(?:bin|executable)(?: to run)? for package (?<o2>@?[\w./-]{1,200})/i,
    'package',
  ),
  // A script of a checkout calls what its dependencies bring.
  rule(
    'node_module_not_found',
    s.exact + 4,
    0.8,
    /(?:sh|bash|zsh|dash): (?:line )?(?:1: )?(?<o>@?[\w./-]{2,100}): (?:command )?not found|'"?(?<o2>[\w./-]{2,100})"?' is not recognized as an internal or external command/i,
    { object: 'module', when: (f, m) => isScript(f) && !isTool(m.groups?.o ?? m.groups?.o2) },
  ),
  rule(
    'npm_bin_missing',
    s.exact + 3,
    0.6,
    /(?:sh|bash|zsh|dash): (?:line )?(?:1: )?(?<o>@?[\w./-]{2,100}): (?:command )?not found/i,
    { object: 'command', when: (f, m) => isRunner(f.program) && !isTool(m.groups?.o) },
  ),
  rule(
    'npm_bin_missing',
    s.exact + 3,
    0.6,
    /'"?(?<o>[\w./-]{2,100})"?' is not recognized as an internal or external command/i,
    { object: 'command', when: (f, m) => isRunner(f.program) && !isTool(m.groups?.o) },
  ),

  rule(
    'invalid_args',
    s.exact,
    0.85,
    /npx canceled due to missing packages and no YES option: \["?(?<o>[^\]"]{1,200})/i,
    'package',
  ),
  rule(
    'invalid_args',
    s.exact,
    0.8,
    /Unknown command: "(?<o>[^"]{1,80})"[^]{0,120}npm|npm (?:ERR!|error)(?: code)? (?:EUNSUPPORTEDPROTOCOL|EINVALIDTAGNAME|EUSAGE)/i,
    'argument',
  ),
]
