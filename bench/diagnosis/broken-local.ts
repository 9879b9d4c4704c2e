import { fileURLToPath } from 'node:url'
import type { BrokenProgram } from './broken-program.ts'

const node = process.execPath
const script = (code: string) => () => ({ command: node, args: ['-e', code] })
const python =
  (code: string, ...more: string[]) =>
  () => ({ command: 'python3', args: ['-c', code, ...more] })
const filesystemServer = fileURLToPath(
  new URL('../../node_modules/@modelcontextprotocol/server-filesystem/dist/index.js', import.meta.url),
)
/** Programs of this machine that cannot be MCP servers, each for a reason of its own. */
export const brokenLocal: readonly BrokenProgram[] = [
  {
    name: 'command that does not exist',
    causes: ['command_not_found'],
    server: () => ({ command: 'no-such-program-here', args: [] }),
  },
  {
    name: 'working directory that does not exist',
    causes: ['working_dir_missing'],
    server: () => ({ command: node, args: ['x.js'], working_dir: '/no/such/folder' }),
  },
  {
    name: 'node without its script',
    causes: ['entrypoint_missing'],
    server: ({ folder }) => ({ command: node, args: [`${folder}/build/index.js`] }),
  },
  {
    name: 'python without its script',
    causes: ['entrypoint_missing'],
    needs: 'python3',
    server: ({ folder }) => ({ command: 'python3', args: [`${folder}/server.py`] }),
  },
  {
    name: 'require of a package that is not installed',
    causes: ['node_module_not_found'],
    server: ({ folder }) => ({ command: node, args: [`${folder}/a.cjs`] }),
    files: { 'a.cjs': `require('express-that-is-not-here')` },
  },
  {
    name: 'import of a package that is not installed',
    causes: ['node_module_not_found'],
    server: ({ folder }) => ({ command: node, args: [`${folder}/a.mjs`] }),
    files: { 'a.mjs': `import '@scope/not-here'` },
  },
  {
    name: 'python import of a module that is not installed',
    causes: ['py_module_not_found'],
    needs: 'python3',
    server: python('import some_module_not_here'),
  },
  {
    name: 'python -m of a module that is not installed',
    causes: ['py_module_not_found'],
    needs: 'python3',
    server: () => ({ command: 'python3', args: ['-m', 'mcp_server_not_here'] }),
  },
  {
    name: 'node: variable that is required',
    causes: ['missing_env'],
    server: script(
      `if (!process.env.ACME_API_TOKEN) throw new Error('ACME_API_TOKEN environment variable is required')`,
    ),
  },
  {
    name: 'python: variable that is required',
    causes: ['missing_env'],
    needs: 'python3',
    server: python(`import os; os.environ['SLACK_TEAM_ID']`),
  },
  {
    name: 'shell: variable that is required',
    causes: ['missing_env'],
    needs: 'sh',
    server: () => ({ command: 'sh', args: ['-c', 'set -u; echo "$ACME_API_KEY" >&2'] }),
  },
  {
    name: 'shell: ${VAR:?}',
    causes: ['missing_env'],
    needs: 'sh',
    server: () => ({ command: 'sh', args: ['-c', ': "${DATABASE_URL:?}"'] }),
  },
  {
    name: 'python: argument that is required',
    causes: ['invalid_args'],
    needs: 'python3',
    server: python(
      `import argparse; p = argparse.ArgumentParser(); p.add_argument('--root', required=True); p.parse_args()`,
    ),
  },
  {
    name: 'python: argument that is unknown',
    causes: ['invalid_args'],
    needs: 'python3',
    server: python(`import argparse; argparse.ArgumentParser().parse_args()`, '--nonsense'),
  },
  {
    name: 'node: option that is unknown',
    causes: ['invalid_args', 'node_version_mismatch'],
    server: () => ({ command: node, args: ['--no-such-option', '-e', '0'] }),
  },
  {
    name: 'node: parseArgs rejects',
    causes: ['invalid_args'],
    server: () => ({ command: node, args: ['-e', `require('util').parseArgs({ options: {} })`, '--', '--nonsense'] }),
  },
  {
    name: 'everything in "command"',
    causes: ['invalid_args'],
    server: () => ({ command: 'npx -y some-server', args: [] }),
  },
  {
    name: 'banner on stdout',
    causes: ['stdout_pollution'],
    server: script(`console.log('Server listening'); setInterval(() => {}, 1e6)`),
  },
  {
    name: 'silence',
    causes: ['startup_timeout'],
    server: script(`process.stdin.resume(); setInterval(() => {}, 1e6)`),
  },
  { name: 'exit without a word', causes: ['early_exit_unknown'], server: script(`process.exit(3)`) },
  {
    name: 'segmentation fault',
    causes: ['native_crash'],
    server: script(`process.kill(process.pid, 'SIGSEGV'); setInterval(() => {}, 1e6)`),
  },
  { name: 'abort', causes: ['native_crash'], server: script(`process.abort()`) },
  {
    name: 'heap limit',
    causes: ['out_of_memory'],
    server: () => ({
      command: node,
      args: ['--max-old-space-size=16', '-e', 'const a = []; for (;;) a.push(new Array(1e4).fill({}))'],
    }),
  },
  {
    name: 'node: port that is taken',
    causes: ['port_in_use'],
    server: ({ takenPort }) => script(`require('net').createServer().listen(${takenPort}, '127.0.0.1')`)(),
  },
  {
    name: 'python: port that is taken',
    causes: ['port_in_use'],
    needs: 'python3',
    server: ({ takenPort }) =>
      python(`import http.server as h; h.HTTPServer(('127.0.0.1', ${takenPort}), h.BaseHTTPRequestHandler)`)(),
  },
  {
    name: 'file that may not be executed',
    causes: ['permission_denied'],
    server: ({ folder }) => ({ command: `${folder}/server`, args: [] }),
    files: { server: '#!/bin/sh\n' },
  },
  {
    name: 'file that is no program',
    causes: ['exec_format'],
    needs: 'python3',
    server: ({ folder }) => python(`import os; os.execv('${folder}/server', ['server'])`)(),
    files: { server: '\u0000\u0001garbage' },
    executable: ['server'],
  },
  {
    name: 'interpreter of the first line is missing',
    causes: ['path_not_inherited', 'command_not_found'],
    needs: 'env',
    server: ({ folder }) => ({ command: `${folder}/server`, args: [] }),
    files: { server: '#!/usr/bin/env no-such-interpreter\n' },
    executable: ['server'],
  },
  {
    name: 'shared library that is missing',
    causes: ['native_lib_missing'],
    needs: 'python3',
    server: python(`import ctypes; ctypes.CDLL('libnot-here.so.1')`),
  },
  {
    name: 'node: database that does not run',
    causes: ['dependency_service_down'],
    server: ({ freePort }) => script(`require('net').connect(${freePort}, '127.0.0.1')`)(),
  },
  {
    name: 'python: service that does not run',
    causes: ['dependency_service_down'],
    needs: 'python3',
    server: ({ freePort }) => python(`import urllib.request as u; u.urlopen('http://127.0.0.1:${freePort}/')`)(),
  },
  {
    name: 'node: host that does not exist',
    causes: ['dns_failure'],
    server: script(`require('net').connect(443, 'no-such-host.invalid')`),
  },
  {
    name: 'configuration with a byte order mark',
    causes: ['invalid_config'],
    server: ({ folder }) => script(`JSON.parse(require('fs').readFileSync('${folder}/config.json', 'utf8'))`)(),
    files: { 'config.json': '\ufeff{"a": 1}' },
  },
  {
    name: 'configuration with a trailing comma',
    causes: ['invalid_config'],
    needs: 'python3',
    server: ({ folder }) => python(`import json; json.load(open('${folder}/config.json'))`)(),
    files: { 'config.json': '{"a": 1,}' },
  },
  {
    name: 'TOML that is none',
    causes: ['invalid_config'],
    needs: 'python3',
    server: ({ folder }) => python(`import tomllib; tomllib.load(open('${folder}/settings.toml', 'rb'))`)(),
    files: { 'settings.toml': 'a = = 1' },
  },
  {
    name: 'import in CommonJS',
    causes: ['esm_cjs_mismatch'],
    server: ({ folder }) => ({ command: node, args: [`${folder}/a.cjs`] }),
    files: { 'a.cjs': `import fs from 'fs'\n` },
  },
  {
    name: 'require in an ES module',
    causes: ['esm_cjs_mismatch'],
    server: ({ folder }) => ({ command: node, args: [`${folder}/a.mjs`] }),
    files: { 'a.mjs': `const fs = require('fs')\n` },
  },
  {
    name: 'name that an own file does not export',
    causes: ['server_bug'],
    server: ({ folder }) => ({ command: node, args: [`${folder}/a.mjs`] }),
    files: { 'a.mjs': `import { no } from './b.mjs'\n`, 'b.mjs': 'export const yes = 1\n' },
  },
  {
    name: 'node: property of undefined',
    causes: ['server_bug'],
    server: script(`const config = undefined; console.error(config.tools.length)`),
  },
  {
    name: 'python: name that is not defined',
    causes: ['server_bug'],
    needs: 'python3',
    server: python('start_serevr()'),
  },
  {
    name: 'folder that is not there',
    causes: ['path_not_accessible'],
    server: () => ({ command: node, args: [filesystemServer, '/no/such/data'] }),
  },
  {
    name: 'too many open files',
    causes: ['os_resource_limit'],
    needs: 'sh',
    server: () => ({
      command: 'sh',
      args: ['-c', `ulimit -n 40; exec "${node}" -e "const fs = require('fs'); for (;;) fs.openSync('/dev/null')"`],
    }),
  },
  {
    name: 'disk that is full',
    causes: ['disk_full'],
    needs: 'sh',
    server: script(`require('fs').writeFileSync('/dev/full', 'x')`),
  },
  {
    name: 'Docker engine that does not run',
    causes: ['docker_daemon_down', 'command_not_found'],
    needs: 'docker',
    server: ({ folder }) => ({
      command: 'docker',
      args: ['run', '-i', '--rm', 'mcp/none'],
      env: { DOCKER_HOST: `unix://${folder}/none.sock` },
    }),
  },
  {
    name: 'jar that is not there',
    causes: ['entrypoint_missing'],
    needs: 'java',
    server: ({ folder }) => ({ command: 'java', args: ['-jar', `${folder}/server.jar`] }),
  },
  {
    name: 'protocol version of another world',
    causes: ['protocol_version_mismatch'],
    server: script(
      `process.stdin.once('data', d => console.log(JSON.stringify({ jsonrpc: '2.0', id: JSON.parse(String(d).split('\\n')[0]).id, result: { protocolVersion: '1999-01-01' } })))`,
    ),
  },
  {
    name: 'initialize is refused',
    causes: ['protocol_violation'],
    server: script(
      `process.stdin.on('data', d => console.log(JSON.stringify({ jsonrpc: '2.0', id: JSON.parse(String(d).split('\\n')[0]).id, error: { code: -32601, message: 'Method not found' } })))`,
    ),
  },
]
