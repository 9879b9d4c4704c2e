import type { FailureReport } from '#shared/failure-report'

const mark = (ok: boolean | null) => (ok === null ? '–' : ok ? '✓' : '✗')

/** A report as text for an issue. Pure. What a program printed stands in fences that it cannot close. */
export function reportMarkdown(report: FailureReport): string {
  const { diagnostics, error_history: history } = report
  const facts: (readonly [string, string | null])[] = [
    ['Time', report.timestamp],
    ['Consecutive failures', String(report.consecutive_failures)],
    ['Commonest cause', diagnostics.error_pattern],
    ['Protocol', diagnostics.protocol],
    ['Command', diagnostics.command === null ? null : [diagnostics.command, ...diagnostics.args].join(' ')],
    ['Resolved command', diagnostics.resolved_command],
    ['Working directory', diagnostics.working_dir],
    ['Variables', diagnostics.env.join(', ') || null],
    ['Last success', diagnostics.last_success_time],
  ]
  const table = facts.flatMap(([name, value]) => (value === null ? [] : [`| ${name} | ${cell(value)} |`]))
  return [
    `# ${inline(report.server_name)} fails\n`,
    '| | |\n| --- | --- |',
    ...table,
    section(
      'What to do',
      report.recommendations.map((text, index) => `${index + 1}. ${inline(text)}`),
    ),
    section(
      'Checks',
      diagnostics.checks.map(({ ok, name, detail }) => `- ${mark(ok)} ${name}: ${inline(detail)}`),
    ),
    '\n## Errors\n',
    ...history.toReversed().map(entry => {
      const place = entry.phase === null ? 'while ready' : `in phase ${entry.phase}`
      const how = entry.signal ?? (entry.exit_code === null ? null : `exit code ${entry.exit_code}`)
      const head = `- ${entry.timestamp} ${entry.error_type} ${place}${how === null ? '' : ` (${how})`}: ${inline(entry.error_msg)}`
      return entry.stack_trace === '' ? head : `${head}\n\n${fenced(entry.stack_trace)}\n`
    }),
    '',
  ].join('\n')
}

const section = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? '' : `\n## ${title}\n\n${lines.join('\n')}`

const inline = (text: string) => text.replace(/\s+/g, ' ').replace(/([\\`*_<>[\]])/g, '\\$1')
const cell = (text: string) => inline(text).replaceAll('|', '\\|')

function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}`
}
