import { rule, specificity as s, type Rule } from '../rule.ts'
import { isRunner } from './npm-runner.ts'

const fromNpm = /npm (?:ERR!|error)|registry\.npmjs|ERR_PNPM|yarn|bun/i
const inRunnerCache = /_npx|[\\/]npm-cache[\\/]|[\\/]\.bun[\\/]install[\\/]cache|dlx-/

/** npm and its kin: caches, registries, engines, folders. */
export const npmInstallRules: readonly Rule[] = [
  rule('os_resource_limit', s.decisive, 0.9, /npm (?:ERR!|error)(?: code)? (?:EMFILE|ENFILE)/),
  rule(
    'package_cache_corrupt',
    s.exact + 5,
    0.95,
    /\bEINTEGRITY\b|integrity checksum failed|IntegrityCheckFailed|Integrity check failed/i,
  ),
  rule(
    'package_cache_corrupt',
    s.exact + 5,
    0.9,
    /\bENOTEMPTY\b[^]{0,300}?(?<o>[^ '"]{0,200}(?:_npx|node_modules|cache)[^ '"]{0,200})/i,
    'path',
  ),
  rule('package_cache_corrupt', s.exact, 0.85, /npm (?:ERR!|error)(?: code)? ENOTEMPTY|\bENOTEMPTY\b/),
  rule(
    'package_cache_corrupt',
    s.exact - 2,
    0.8,
    /TAR_ENTRY_ERROR|TAR_BAD_ARCHIVE|Unrecognized archive format|\bECOMPROMISED\b|Lock compromised/i,
    { when: f => !/ENOSPC|no space left/i.test(f.text) },
  ),
  rule(
    'package_cache_corrupt',
    s.exact - 5,
    0.75,
    /zlib: unexpected end of file|\bZ_BUF_ERROR\b|\bZ_DATA_ERROR\b|incorrect (?:data|header) check/i,
    { when: f => fromNpm.test(f.text) || isRunner(f.program) },
  ),
  rule(
    'package_cache_corrupt',
    s.exact,
    0.85,
    /Invalid response body while trying to fetch [^ ]{1,300}: (?:ENOENT|EEXIST|Integrity)|ENOENT[^]{0,120}_cacache[^]{0,200}|EEXIST[^]{0,200}_cacache/i,
  ),
  rule(
    'package_cache_corrupt',
    s.exact,
    0.75,
    /E(?:PERM|BUSY|EXIST)[^]{0,80}(?:rename|rmdir|unlink|resource busy)[^]{0,120}_npx/i,
  ),
  rule(
    'package_cache_corrupt',
    s.specific + 12,
    0.85,
    /Cannot find (?:module|package) '(?<o>[^']{1,300})'[^]{0,600}?(?:_npx|[\\/]\.bun[\\/]install[\\/]cache|[\\/]dlx[\\/-])/,
    'module',
  ),
  rule(
    'package_cache_corrupt',
    s.specific + 12,
    0.85,
    /Cannot find (?:module|package) '(?<o>[^']{0,200}(?:_npx|[\\/]dlx-)[^']{1,300})'/,
    'path',
  ),
  rule(
    'package_cache_corrupt',
    s.specific + 12,
    0.8,
    /ENOENT: no such file or directory, (?:open|stat|lstat|rename|copyfile|chmod)[^]{0,20}'(?<o>[^']{0,200}_npx[^']{1,300})'/,
    'path',
  ),
  rule(
    'package_cache_corrupt',
    s.specific,
    0.7,
    /(?:Invalid package config|Unexpected end of JSON input)[^]{0,300}(?:_npx|_cacache|npm-cache)/i,
  ),

  rule('registry_auth', s.decisive - 5, 0.95, /npm (?:ERR!|error)(?: code)? (?:E401|ENEEDAUTH)/i),
  rule('registry_auth', s.decisive - 5, 0.9, /npm (?:ERR!|error)(?: code)? E403/i),
  rule('registry_auth', s.exact + 3, 0.9, /40[13] (?:Unauthorized|Forbidden) - GET (?<o>https?:\/\/[^ ]{1,200})/i, {
    object: 'url',
  }),
  rule(
    'registry_auth',
    s.exact + 3,
    0.9,
    /ERR_PNPM_FETCH_40[13]|YN0041|Unable to authenticate, need: (?:Basic|Bearer)|Incorrect or missing password|npm (?:ERR!|error|notice) Access token expired or revoked/i,
  ),

  rule(
    'registry_unreachable',
    s.exact,
    0.9,
    /npm (?:ERR!|error) (?:code|errno) (?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENETUNREACH|EHOSTUNREACH|EAI_FAIL|UND_ERR_\w{1,30}|FETCH_ERROR)/i,
    { when: f => !/ECONNREFUSED[^]{0,40}proxy|proxy[^]{0,60}ECONNREFUSED/i.test(f.text) },
  ),
  rule(
    'registry_unreachable',
    s.exact,
    0.9,
    /request to (?<o>https?:\/\/[^ ]{0,80}(?:registry|npm)[^ ]{1,200}) failed, reason/i,
    { object: 'url', when: f => !/certificate|cert/i.test(f.text) },
  ),
  rule(
    'registry_unreachable',
    s.exact - 2,
    0.85,
    /npm (?:ERR!|error) network|ERR_PNPM_META_FETCH_FAIL|network-timeout|There appears to be trouble with your network connection|npm (?:ERR!|error) Exit handler never called[^]{0,500}network/i,
    { when: f => !/certificate|\bcert\b|\b407\b/i.test(f.text) },
  ),
  rule(
    'registry_unreachable',
    s.exact - 2,
    0.8,
    /50[0234] (?:Service Unavailable|Bad Gateway|Internal Server Error|Gateway Time-?out) - GET https?:\/\//i,
  ),
  rule(
    'registry_unreachable',
    s.exact,
    0.85,
    /(?:ConnectionRefused|FailedToOpenSocket|ConnectionClosed|Timeout) (?:downloading|extracting) (?:package manifest|tarball)? ?(?<o>@?[\w./-]{1,200})?/i,
    'package',
  ),
  rule(
    'registry_unreachable',
    s.exact,
    0.85,
    /(?:Import|error:) '?https?:\/\/(?:registry\.npmjs\.org|jsr\.io|deno\.land)[^]{0,200}(?:error sending request|dns error)/i,
  ),
  rule(
    'registry_unreachable',
    s.exact - 4,
    0.85,
    /\bENOTCACHED\b|cache mode is 'only-if-cached'|ERR_PNPM_NO_OFFLINE_(?:META|TARBALL)/i,
  ),

  rule(
    'dependency_version_conflict',
    s.exact,
    0.9,
    /npm (?:ERR!|error)(?: code)? ERESOLVE|unable to resolve dependency tree|ERR_PNPM_PEER_DEP_ISSUES/i,
  ),
  rule('exec_format', s.exact, 0.9, /\bEBADPLATFORM\b|Unsupported platform for (?<o>@?[\w./@-]{1,200})/i, 'package'),
  rule(
    'node_version_mismatch',
    s.exact,
    0.9,
    /npm (?:ERR!|error)(?: code)? EBADENGINE|ERR_PNPM_UNSUPPORTED_ENGINE|The engine "node" is incompatible with this module/i,
    { object: () => ({ kind: 'runtime', value: 'Node.js' }) },
  ),
  rule('node_version_mismatch', s.general - 5, 0.6, /npm (?:WARN|warn) EBADENGINE/, {
    object: () => ({ kind: 'runtime', value: 'Node.js' }),
  }),
  rule(
    'node_version_mismatch',
    s.exact,
    0.9,
    /(?:npm|yarn|pnpm) v?[\d.]{1,20} is known not to run on Node\.js v(?<o3>[\d.]{1,20})|requires at least Node\.js v[\d.]{1,20}|npm does not support Node\.js v(?<o>[\d.]{1,20})|npm v[\d.]{1,20} does not support Node\.js v(?<o2>[\d.]{1,20})/i,
    { object: () => ({ kind: 'runtime', value: 'Node.js' }) },
  ),
  rule(
    'entrypoint_missing',
    s.exact,
    0.85,
    /Missing script: "(?<o>[^"]{1,100})"|error: Script not found "(?<o2>[^"]{1,200})"/i,
    'argument',
  ),
  rule(
    'working_dir_missing',
    s.exact,
    0.8,
    /(?:Could not read package\.json: Error: )?ENOENT: no such file or directory, open '(?<o>[^']{0,300}[\\/])package\.json'/i,
    { object: 'path', when: f => !inRunnerCache.test(f.text.slice(0, 4_000)) },
  ),
  rule('permission_denied', s.exact + 6, 0.95, /Your cache folder contains root-owned files/i),
  rule(
    'invalid_config',
    s.exact,
    0.85,
    /\bEJSONPARSE\b|npm (?:ERR!|error)[^]{0,60}Failed to parse (?:JSON|package\.json)/i,
  ),
  rule(
    'env_not_propagated',
    s.exact + 2,
    0.9,
    /ENOENT[^]{0,120}\$\{(?<o>APPDATA|LOCALAPPDATA|USERPROFILE|HOME|TEMP)\}/,
    'variable',
  ),
  rule(
    'env_not_propagated',
    s.exact - 5,
    0.6,
    /ENOENT: no such file or directory, (?:lstat|mkdir|scandir) '[^']{1,200}[\\/](?:AppData[\\/]Roaming|Roaming)[\\/]npm'/i,
    { object: () => ({ kind: 'variable', value: 'APPDATA' }) },
  ),
]
