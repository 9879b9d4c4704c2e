import type { Category } from '#shared/categories'
import type { CaseFacts } from './case-facts.ts'
import type { DiagnosedObject, ObjectKind } from './evidence.ts'
import { checkObject } from './grammar.ts'
import type { Verdict } from './judge.ts'
import { packageOf } from './package-of.ts'

/** The concrete thing that a failure is about: what was printed if it is a proper name, else what is configured. */
export function nameObject({ rule, match }: Verdict, facts: CaseFacts): DiagnosedObject | null {
  return printed({ rule, match }, facts) ?? configured(rule.category, facts)
}

function printed({ rule, match }: Verdict, facts: CaseFacts): DiagnosedObject | null {
  if (rule.object === undefined) return null
  if (typeof rule.object === 'function') {
    const object = rule.object(match, facts)
    return object === null ? null : checkObject(object.kind, object.value)
  }
  const groups = match.groups ?? {}
  const value = [groups.o, groups.o2, groups.o3, groups.o4, groups.o5].find(text => text !== undefined && text !== '')
  return checkObject(rule.object, value)
}

const kindOf: { readonly [category in Category]?: ObjectKind } = {
  command_not_found: 'command',
  path_not_inherited: 'command',
  windows_cmd_shim: 'command',
  exec_format: 'command',
  working_dir_missing: 'path',
  npm_package_not_found: 'package',
  npm_version_not_found: 'package',
  npm_bin_missing: 'package',
  pypi_package_not_found: 'package',
  package_cache_corrupt: 'package',
  native_build_failed: 'package',
  docker_image_unavailable: 'image',
  connection_refused: 'host',
  connection_reset: 'host',
  dns_failure: 'host',
  network_timeout: 'host',
  tls_cert_untrusted: 'host',
  tls_cert_invalid: 'host',
  tls_protocol_mismatch: 'url',
  upstream_5xx: 'url',
  rate_limited: 'url',
  http_endpoint_not_found: 'url',
  transport_mismatch: 'url',
  session_stale: 'url',
  host_origin_rejected: 'url',
  auth_required: 'url',
  auth_invalid_credentials: 'url',
  auth_forbidden_scope: 'url',
  oauth_token_expired: 'url',
  oauth_discovery_failed: 'url',
  oauth_client_registration: 'url',
}

function configured(category: Category, facts: CaseFacts): DiagnosedObject | null {
  const { server } = facts.evidence
  const kind = kindOf[category]
  if (kind === undefined) return null
  switch (kind) {
    case 'command':
      return checkObject('command', server.command)
    case 'path':
      return checkObject('path', server.working_dir)
    case 'package':
      return checkObject('package', packageOf(facts))
    case 'image':
      return checkObject('image', imageOf(server.args))
    case 'url':
      return checkObject('url', server.url)
    default:
      return server.url !== undefined && URL.canParse(server.url) ? checkObject('host', new URL(server.url).host) : null
  }
}

/** `docker run … IMAGE`: the last word before the program's own arguments that is shaped like one. */
const imageOf = (args: readonly string[]) => args.find(word => /^[\w.-]+(?:\/[\w.-]+)+(?::[\w.-]+)?$/.test(word))
