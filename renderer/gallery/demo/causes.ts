import type { FailureView } from '#shared/ipc/contract'

export interface Cause {
  readonly summary: string
  readonly category: string
  readonly recommendation: string | null
  readonly stderrTail: readonly string[]
  readonly phase: FailureView['phase']
  readonly exit: FailureView['exit']
  readonly confidence: number
}

const cause = (given: Partial<Cause> & { readonly summary: string; readonly category: string }): Cause => ({
  recommendation: null,
  stderrTail: [],
  phase: 'spawn',
  exit: null,
  confidence: 0.95,
  ...given,
})

/** Causes as real programs show them. */
export const causes = {
  missingCommand: cause({
    summary: '“uvx” was not found on the PATH',
    category: 'command_not_found',
    recommendation: 'Install uv, which brings uvx, then try again.',
    phase: 'preflight',
    confidence: 1,
  }),
  missingVariable: cause({
    summary: 'The variable GITHUB_TOKEN is not set',
    category: 'missing_env',
    recommendation: 'Set GITHUB_TOKEN in your shell profile, or put its value into this server’s “env”.',
    phase: 'preflight',
    confidence: 1,
  }),
  missingPackage: cause({
    summary: 'The npm package “@acme/mcp-jiraa” does not exist',
    category: 'npm_package_not_found',
    recommendation: 'Check the spelling of the package in “args”; a package “@acme/mcp-jira” exists.',
    phase: 'install',
    exit: { code: 1, signal: null },
    stderrTail: [
      'npm error code E404',
      'npm error 404 Not Found - GET https://registry.example/@acme%2fmcp-jiraa - Not found',
      'npm error 404',
      "npm error 404  The requested resource '@acme/mcp-jiraa@*' could not be found or you do not have permission to access it.",
      'npm error A complete log of this run can be found in: ~/.npm/_logs/2026-11-22T09_14_07_321Z-debug-0.log',
    ],
  }),
  refused: cause({
    summary: 'Nothing listens at 127.0.0.1:5432, where PostgreSQL should be',
    category: 'dependency_service_down',
    recommendation: 'Start PostgreSQL; the server is tried again by itself as soon as the port answers.',
    phase: 'initialize',
    exit: { code: 1, signal: null },
    stderrTail: [
      'Error: connect ECONNREFUSED 127.0.0.1:5432',
      '    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1637:16)',
    ],
  }),
  signIn: cause({
    summary: 'mcp.linear.example asks you to sign in (401)',
    category: 'oauth_required',
    recommendation: 'Sign in with the account that may use this server.',
    phase: 'initialize',
  }),
  docker: cause({
    summary: 'Docker does not answer: its engine is not running',
    category: 'docker_daemon_down',
    recommendation: 'Start Docker; servers that need it come back by themselves.',
    stderrTail: ['Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?'],
    exit: { code: 125, signal: null },
  }),
  invalid: cause({
    summary: 'mcpServers[0] must be an object',
    category: 'invalid_config',
    recommendation: 'Correct this entry in the configuration file; it is read again when it is saved.',
    phase: null,
    confidence: 1,
  }),
  crash: cause({
    summary: 'The server crashed: Cannot read properties of undefined (reading “map”)',
    category: 'server_bug',
    phase: 'discover',
    confidence: 0.4,
    exit: { code: null, signal: 'SIGSEGV' },
    stderrTail: [
      '/srv/tools/dist/index.js:88',
      '    const names = config.boards.map(board => board.id)',
      '                                ^',
      "TypeError: Cannot read properties of undefined (reading 'map')",
      '    at loadBoards (/srv/tools/dist/index.js:88:33)',
      '    at main (/srv/tools/dist/index.js:141:9)',
    ],
  }),
} as const

export const failureOf = (given: Cause, at: number): FailureView => ({
  ...given,
  at,
  stderrTail: [...given.stderrTail],
})
