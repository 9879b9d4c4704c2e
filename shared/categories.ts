/** Whether failures of a category count towards auto-disable; `terminal`: retrying cannot cure it. */
export type Counts = 'yes' | 'never' | 'terminal'

export interface CategoryRule {
  /** What reports call `error_type`. */
  readonly family: string
  readonly counts: Counts
  /** What a cheap local check watches to bring the server back by itself; null: half-open attempts only. */
  readonly cureProbe: string | null
}

const rule = (family: string, counts: Counts, cureProbe: string | null = null): CategoryRule => ({
  family,
  counts,
  cureProbe,
})

/** Every cause for which a server fails to start or to connect: a closed set (docs/failure-taxonomy.md). */
export const categories = {
  command_not_found: rule('missing_command', 'terminal', 'command in PATH'),
  path_not_inherited: rule('missing_command', 'terminal', 'command in PATH'),
  windows_cmd_shim: rule('missing_command', 'terminal'),
  working_dir_missing: rule('missing_directory', 'terminal', 'directory exists'),
  permission_denied: rule('permission', 'yes', 'path accessible'),
  exec_format: rule('environment', 'terminal', 'file changed'),
  native_lib_missing: rule('environment', 'terminal'),
  os_resource_limit: rule('resource', 'never'),
  out_of_memory: rule('resource', 'yes'),
  disk_full: rule('resource', 'never', 'free space'),
  native_crash: rule('server', 'yes'),
  env_not_propagated: rule('environment', 'terminal', 'variable set'),
  npm_package_not_found: rule('missing_package', 'terminal', 'config edited'),
  npm_version_not_found: rule('missing_package', 'terminal', 'config edited'),
  npm_bin_missing: rule('missing_package', 'terminal', 'config edited'),
  package_cache_corrupt: rule('missing_package', 'yes', 'cache entry gone'),
  registry_auth: rule('registry', 'terminal'),
  registry_unreachable: rule('registry', 'never', 'host reachable'),
  pypi_package_not_found: rule('missing_package', 'terminal', 'config edited'),
  native_build_failed: rule('missing_package', 'terminal'),
  python_version_mismatch: rule('runtime_version', 'terminal', 'interpreter changed'),
  node_version_mismatch: rule('runtime_version', 'terminal', 'interpreter changed'),
  other_runtime_mismatch: rule('runtime_version', 'terminal', 'interpreter changed'),
  node_module_not_found: rule('missing_package', 'terminal', 'directory exists'),
  py_module_not_found: rule('missing_package', 'terminal'),
  dependency_version_conflict: rule('missing_package', 'terminal'),
  esm_cjs_mismatch: rule('runtime_version', 'terminal', 'interpreter changed'),
  entrypoint_missing: rule('missing_file', 'terminal', 'file exists'),
  runtime_asset_missing: rule('missing_package', 'terminal'),
  server_bug: rule('server', 'yes'),
  missing_env: rule('configuration', 'terminal', 'variable set'),
  invalid_args: rule('configuration', 'terminal', 'config edited'),
  invalid_config: rule('configuration', 'terminal', 'file changed'),
  path_not_accessible: rule('missing_directory', 'terminal', 'path exists'),
  dependency_service_down: rule('dependency', 'yes', 'host:port answers'),
  docker_daemon_down: rule('docker_unavailable', 'never', 'engine ping'),
  docker_image_unavailable: rule('docker_unavailable', 'terminal', 'image present'),
  docker_socket_permission: rule('docker_unavailable', 'terminal', 'engine ping'),
  docker_run_conflict: rule('docker_unavailable', 'yes', 'name free'),
  port_in_use: rule('port', 'yes', 'port free'),
  connection_refused: rule('connection', 'yes', 'host:port answers'),
  dns_failure: rule('connection', 'yes', 'name resolves'),
  network_timeout: rule('timeout', 'yes', 'host:port answers'),
  tls_cert_untrusted: rule('tls', 'terminal', 'handshake'),
  tls_cert_invalid: rule('tls', 'yes', 'handshake'),
  tls_protocol_mismatch: rule('tls', 'terminal', 'config edited'),
  proxy_error: rule('connection', 'yes', 'proxy answers'),
  connection_reset: rule('connection', 'yes'),
  rate_limited: rule('upstream', 'never', 'Retry-After passed'),
  upstream_5xx: rule('upstream', 'never'),
  http_endpoint_not_found: rule('configuration', 'terminal', 'config edited'),
  transport_mismatch: rule('configuration', 'terminal', 'config edited'),
  session_stale: rule('protocol', 'never'),
  host_origin_rejected: rule('configuration', 'terminal'),
  auth_required: rule('oauth', 'never', 'signed in'),
  auth_invalid_credentials: rule('oauth', 'terminal', 'config edited'),
  auth_forbidden_scope: rule('oauth', 'terminal', 'signed in'),
  oauth_token_expired: rule('oauth', 'never', 'signed in'),
  oauth_client_registration: rule('oauth', 'terminal', 'config edited'),
  oauth_discovery_failed: rule('oauth', 'yes'),
  oauth_callback_failed: rule('oauth', 'never', 'signed in'),
  stdout_pollution: rule('protocol', 'yes'),
  protocol_version_mismatch: rule('protocol', 'terminal'),
  protocol_violation: rule('protocol', 'yes'),
  startup_timeout: rule('timeout', 'yes'),
  early_exit_unknown: rule('unknown', 'yes'),
  client_internal: rule('internal', 'never'),
  /** The evidence does not say. A valid answer, and better than a wrong one. */
  unknown: rule('unknown', 'yes'),
} as const satisfies Record<string, CategoryRule>

export type Category = keyof typeof categories

export const isCategory = (value: string): value is Category => Object.hasOwn(categories, value)
