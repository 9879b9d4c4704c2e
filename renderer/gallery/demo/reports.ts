import { categories, isCategory } from '#shared/categories'
import type { FailureReport, ReportEntry } from '#shared/failure-report'
import type { ServerView } from '#shared/ipc/contract'
import { adviceOf, checksOf } from './diagnosis.ts'

const folder = '/home/ada/.mcpproxy/reports'

export function reportEntryOf({ name }: ServerView, at: number): ReportEntry {
  const id = `failure_${name.toLowerCase().replaceAll(/[^a-z0-9_.-]/g, '_')}_${Math.floor(at / 1_000)}`
  return { id, server: name, at, category: null, path: `${folder}/${id}.json` }
}

/** Reports that fit the server's state: one when it was held back, and one the day before. */
export function reportsOf(server: ServerView, startedAt: number): ReportEntry[] {
  const { suspension, lastError } = server
  if (suspension === null || lastError === null) return []
  const latest = { ...reportEntryOf(server, suspension.sinceAt), category: lastError.category }
  return [
    { ...latest, id: suspension.reportId ?? latest.id },
    { ...reportEntryOf(server, startedAt - 86_400_000), category: 'registry_unreachable' },
  ]
}

export function reportOf(
  server: ServerView,
  entry: ReportEntry,
): { entry: ReportEntry; report: FailureReport; markdown: string } {
  const { lastError, retryCount, target, transport } = server
  const [command = '', ...args] = target.split(' ')
  const checks = checksOf(server)
  const isRemote = target.startsWith('http')
  const count = Math.min(10, Math.max(lastError === null ? 0 : 1, retryCount))
  const report: FailureReport = {
    server_name: server.name,
    timestamp: new Date(entry.at).toISOString(),
    consecutive_failures: retryCount,
    error_history: Array.from({ length: count }, (_, index) => ({
      timestamp: new Date(entry.at - (count - 1 - index) * 61_000).toISOString(),
      error_type: familyOf(lastError?.category),
      error_msg: lastError?.summary ?? '',
      stack_trace: lastError?.stderrTail.join('\n') ?? '',
      state: 'connecting',
      phase: lastError?.phase ?? null,
      exit_code: lastError?.exit?.code ?? null,
      signal: lastError?.exit?.signal ?? null,
    })),
    diagnostics: {
      protocol: transport,
      command: isRemote ? null : command,
      args: isRemote ? [] : args,
      env: ['JIRA_URL', 'JIRA_TOKEN'],
      working_dir: null,
      missing_packages: [],
      network_reachable: null,
      oauth_configured: false,
      last_success_time: new Date(entry.at - 90_000_000).toISOString(),
      error_pattern: lastError?.category ?? null,
      resolved_command: isRemote ? null : `/usr/local/bin/${command}`,
      path_used: '/usr/local/bin:/usr/bin:/bin',
      checks,
    },
    recommendations: adviceOf(server, checks),
  }
  return { entry, report, markdown: `# ${server.name} fails\n` }
}

const familyOf = (category: string | undefined): string =>
  category !== undefined && isCategory(category) ? categories[category].family : 'unknown'
