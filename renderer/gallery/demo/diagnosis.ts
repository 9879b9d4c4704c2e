import type { Check } from '#shared/check'
import type { DiagnosisView, ServerView } from '#shared/ipc/contract'

/** What the machine looks like around a server of the demo: one problem where it fails, none where it works. */
export function checksOf({ lastError, status, target }: ServerView): Check[] {
  const missing = lastError?.category === 'command_not_found'
  const works = status === 'ready' || status === 'disabled' || lastError === null
  const [command = 'npx'] = target.split(' ')
  const check = (
    name: string,
    type: Check['type'],
    ok: boolean | null,
    detail: string,
    advice: string | null = null,
  ) => ({
    ...{ name, type, ok, detail },
    recommendation: ok === false ? advice : null,
  })
  return [
    check('Variables', 'missing_env', lastError?.category !== 'missing_env', 'All variables it refers to are set.'),
    check('Working directory', 'missing_directory', true, '/home/ada (your home folder)'),
    missing
      ? check(
          'Command',
          'missing_command',
          false,
          `${command} was not found in PATH.`,
          `Install ${command}, or give its full path.`,
        )
      : check('Command', 'missing_command', true, `${command} is /usr/local/bin/${command}`),
    check(
      'Runtime',
      'runtime_version',
      missing ? null : true,
      missing ? 'Not looked at: the command is missing.' : 'node is 24.11.0',
    ),
    lastError?.category === 'npm_package_not_found'
      ? check(
          'Package',
          'missing_package',
          false,
          '@acme/mcp-jiraa does not exist at registry.example (404).',
          'Check the spelling of the package in “args”; a package “@acme/mcp-jira” exists.',
        )
      : check(
          'Package',
          'missing_package',
          works ? true : null,
          works ? 'It exists at registry.example.' : 'It could not be told.',
        ),
    check('Disk space', 'disk_space', true, '41 GB free'),
  ]
}

/** What a diagnose of a server of the demo finds. */
export function diagnosisOf(server: ServerView, at: number): DiagnosisView {
  const { name, status, target, lastError } = server
  const healthy = status === 'ready' || status === 'disabled' || lastError === null
  const trial: DiagnosisView['trial'] =
    status === 'ready'
      ? { outcome: 'live', detail: 'It runs, and answered a ping in 3 ms.', durationMs: 3, output: [], cleanup: null }
      : status === 'invalid'
        ? { outcome: 'skipped', detail: 'It cannot be started.', durationMs: 0, output: [], cleanup: null }
        : healthy
          ? {
              outcome: 'ready',
              detail: `${name} 1.4.2 is ready with 8 tools.`,
              durationMs: 1_820,
              output: ['stderr: Secure MCP server running on stdio'],
              cleanup: 'graceful',
            }
          : {
              outcome: 'failed',
              detail: lastError?.summary ?? '',
              durationMs: 2_110,
              output: (lastError?.stderrTail ?? []).map(line => `stderr: ${line}`),
              cleanup: 'graceful',
            }
  const checks =
    status === 'invalid'
      ? [
          {
            ...{ name: 'Configuration', type: 'configuration' as const, ok: false },
            ...{ detail: lastError?.summary ?? '', recommendation: lastError?.recommendation ?? null },
          },
        ]
      : checksOf(server)
  return {
    ...{ server: name, at, durationMs: 0, healthy, status, target, lastError, checks, trial },
    recommendations: healthy ? [] : adviceOf(server, checks),
    recentErrors: [],
  }
}

export function adviceOf({ lastError }: ServerView, checks: readonly Check[]): string[] {
  return [...new Set([lastError?.recommendation, ...checks.map(check => check.recommendation)])].flatMap(
    text => text ?? [],
  )
}
