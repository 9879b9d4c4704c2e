import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Category } from '#shared/categories'
import { fixtureServer, publishedServer } from '../../support/fixtures.ts'
import type { FaultyHosts } from './faulty-hosts.ts'

export interface BrokenServer {
  readonly entry: { readonly name: string } & Record<string, unknown>
  /** Any of these is right. */
  readonly categories: readonly Category[]
}

/** Servers that fail for real, each for another reason. `never`: causes that must not disable a server. */
export async function brokenServers(folder: string, hosts: FaultyHosts, takenPort: number, freePort: number) {
  const scripts = join(folder, 'scripts')
  await mkdir(scripts, { recursive: true })
  const script = async (name: string, text: string, ...args: string[]) => {
    const file = join(scripts, name)
    await writeFile(file, text)
    return { command: process.execPath, args: [file, ...args] }
  }
  const broken = (name: string, entry: object, ...categories: Category[]): BrokenServer => ({
    entry: { name, ...entry },
    categories,
  })
  const says = (name: string, text: string, ...categories: Category[]) =>
    broken(name, fixtureServer(name, '--stderr', text, '--exit-code', '1'), ...categories)
  const remote = (name: string, url: string, ...categories: Category[]) =>
    broken(name, { url, protocol: 'http' }, ...categories)
  /** Answers initialize with what `answer` makes of its id. */
  const answering = (answer: string) =>
    `require('readline').createInterface({input: process.stdin}).on('line', line => { const {id} = JSON.parse(line); if (id !== undefined) console.log(JSON.stringify({jsonrpc: '2.0', id, ...(${answer})})) })`
  await writeFile(join(scripts, 'settings.json'), '{"a": 1,}')
  await writeFile(join(scripts, 'plain.txt'), 'hello')

  const counted: BrokenServer[] = [
    broken('module-esm', await script('esm.mjs', "import 'left-pad-that-is-not-there'"), 'node_module_not_found'),
    broken('module-cjs', await script('cjs.cjs', "require('express-that-is-not-there')"), 'node_module_not_found'),
    broken(
      'module-python',
      { command: 'python3', args: ['-c', 'import surely_no_such_module'] },
      'py_module_not_found',
    ),
    broken(
      'variable',
      await script(
        'variable.cjs',
        "console.error('Error: GITHUB_TOKEN environment variable is required'); process.exit(1)",
      ),
      'missing_env',
    ),
    broken('path', { command: process.execPath, args: ['/no/such/place/server.mjs'] }, 'entrypoint_missing'),
    broken('path-relative', { command: 'node', args: ['dist/index.js'], working_dir: folder }, 'entrypoint_missing'),
    broken('folder', { ...fixtureServer('folder'), working_dir: '/no/such/folder' }, 'working_dir_missing'),
    broken('command', { command: 'surely-no-such-command' }, 'command_not_found'),
    broken('command-line', { command: 'node --version' }, 'invalid_args'),
    broken('no-x-bit', { command: join(scripts, 'plain.txt') }, 'permission_denied'),
    broken(
      'port',
      await script('port.cjs', `require('net').createServer().listen(${takenPort}, '127.0.0.1')`),
      'port_in_use',
    ),
    broken(
      'noise',
      await script('noise.cjs', "console.log('Welcome to my server!'); setInterval(() => {}, 1000)"),
      'stdout_pollution',
    ),
    broken('hung', fixtureServer('hung', '--hang'), 'startup_timeout'),
    broken(
      'arguments',
      await script('parse.cjs', "require('util').parseArgs({options: {}, strict: true})", '--nonsense'),
      'invalid_args',
    ),
    broken(
      'arguments-node',
      { command: 'node', args: ['--no-such-option-here'] },
      'invalid_args',
      'node_version_mismatch',
    ),
    broken(
      'data-folder',
      publishedServer('data-folder', 'server-filesystem', '/no/such/data'),
      'path_not_accessible',
      'invalid_args',
    ),
    broken(
      'segfault',
      await script('segfault.cjs', "process.kill(process.pid, 'SIGSEGV'); setInterval(() => {}, 9)"),
      'native_crash',
    ),
    broken(
      'memory',
      {
        command: process.execPath,
        args: [
          '--max-old-space-size=16',
          (await script('memory.cjs', 'const all = []; for (;;) all.push(Array(1e4).fill({}))')).args[0],
        ],
      },
      'out_of_memory',
      'native_crash',
    ),
    broken('syntax', await script('syntax.cjs', 'const = ;'), 'server_bug', 'node_version_mismatch'),
    broken('bug', await script('bug.cjs', 'undefined.tools'), 'server_bug'),
    broken(
      'settings',
      await script(
        'settings.cjs',
        `JSON.parse(require('fs').readFileSync('${join(scripts, 'settings.json')}', 'utf8'))`,
      ),
      'invalid_config',
      'server_bug',
    ),
    broken(
      'database',
      await script('database.cjs', `require('net').connect(${freePort}, '127.0.0.1')`),
      'dependency_service_down',
      'connection_refused',
    ),
    broken(
      'answer-empty',
      await script('empty.cjs', answering('{result: {}}')),
      'protocol_violation',
      'protocol_version_mismatch',
    ),
    broken(
      'answer-version',
      await script(
        'version.cjs',
        answering("{error: {code: -32602, message: 'Unsupported protocol version: 2025-11-25'}}"),
      ),
      'protocol_version_mismatch',
    ),
    broken(
      'answer-error',
      await script('error.cjs', answering("{error: {code: -32603, message: 'Internal error'}}")),
      'protocol_violation',
      'server_bug',
    ),
    broken('quiet-exit', await script('exit.cjs', 'process.exit(1)'), 'early_exit_unknown', 'unknown'),
    broken('clean-exit', await script('clean.cjs', ''), 'early_exit_unknown', 'unknown'),
    broken('import-in-cjs', await script('import.cjs', "import fs from 'node:fs'"), 'esm_cjs_mismatch'),
    broken('require-in-esm', await script('require.mjs', "require('fs')"), 'esm_cjs_mismatch', 'server_bug'),
    says(
      'npm-404',
      "npm error code E404\nnpm error 404 Not Found - GET https://registry.npmjs.org/no-such-mcp - Not found\nnpm error 404\nnpm error 404  'no-such-mcp@*' is not in this registry.",
      'npm_package_not_found',
    ),
    says(
      'cache',
      "npm error code ENOTEMPTY\nnpm error syscall rename\nnpm error path /home/me/.npm/_npx/1f2e3d/node_modules/zod\nnpm error ENOTEMPTY: directory not empty, rename '/home/me/.npm/_npx/1f2e3d/node_modules/zod' -> '/home/me/.npm/_npx/1f2e3d/node_modules/.zod-xyz'",
      'package_cache_corrupt',
    ),
    says(
      'old-node',
      'npm warn EBADENGINE Unsupported engine {\nnpm warn EBADENGINE   required: { node: ">=22" },\nnpm warn EBADENGINE   current: { node: "v16.20.2" }\nReferenceError: File is not defined',
      'node_version_mismatch',
    ),
    says(
      'glibc',
      "node: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by node)",
      'native_lib_missing',
    ),
    remote('http-401-key', await hosts.answering(401), 'auth_invalid_credentials'),
    remote(
      'http-403',
      await hosts.answering(403),
      'auth_forbidden_scope',
      'host_origin_rejected',
      'auth_invalid_credentials',
    ),
    remote('http-404', await hosts.answering(404), 'http_endpoint_not_found'),
    remote('http-405', await hosts.answering(405), 'transport_mismatch'),
    remote('http-406', await hosts.answering(406), 'transport_mismatch'),
    remote('http-415', await hosts.answering(415), 'transport_mismatch'),
    remote('http-421', await hosts.answering(421), 'host_origin_rejected'),
    remote('refused', `http://127.0.0.1:${freePort}/mcp`, 'connection_refused'),
    remote('reset', await hosts.resetting(), 'connection_reset'),
    remote('silent', await hosts.silent(), 'network_timeout', 'startup_timeout'),
    remote('tls-untrusted', await hosts.withCertificate('untrusted'), 'tls_cert_untrusted'),
    remote('tls-expired', await hosts.withCertificate('expired'), 'tls_cert_invalid', 'tls_cert_untrusted'),
    remote('tls-missing', await hosts.withoutTls(), 'tls_protocol_mismatch'),
    remote(
      'greeting',
      await hosts.greeting(),
      'protocol_violation',
      'connection_reset',
      'tls_protocol_mismatch',
      'transport_mismatch',
      'unknown',
    ),
    remote(
      'html',
      await hosts.answering(200, { 'content-type': 'text/html' }, '<html>Hello</html>'),
      'protocol_violation',
      'transport_mismatch',
      'http_endpoint_not_found',
      'unknown',
    ),
    remote('name', 'http://surely-no-such-host.invalid/mcp', 'dns_failure'),
  ]
  const keyed = counted.find(({ entry }) => entry.name === 'http-401-key')
  if (keyed !== undefined) Object.assign(keyed.entry, { headers: { Authorization: 'Bearer wrong-key-0123456789' } })
  const never: BrokenServer[] = [
    remote('never-401', await hosts.answering(401, { 'www-authenticate': 'Bearer' }), 'auth_required'),
    remote('never-429', await hosts.answering(429), 'rate_limited'),
    remote('never-500', await hosts.answering(500), 'upstream_5xx'),
    remote('never-503', await hosts.answering(503), 'upstream_5xx'),
    says(
      'never-docker',
      'docker: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      'docker_daemon_down',
    ),
    says('never-disk', 'Error: ENOSPC: no space left on device, write', 'disk_full'),
  ]
  return { counted, never }
}
