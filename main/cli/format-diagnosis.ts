import type { Check } from '#shared/check'
import type { DiagnosisView } from '#shared/ipc/contract'
import { formatTook, statusMarks } from './describe-server.ts'
import type { CliIo } from './io.ts'
import { colouring, oneLine } from './print.ts'

/** A diagnosis for people. */
export function formatDiagnosis(found: DiagnosisView, io: CliIo): string {
  const colour = colouring(io)
  const { trial, lastError, recommendations, recentErrors } = found
  const [sign, word, tint] = statusMarks[found.status]
  const title = (text: string) => colour('bold', text)
  const trialCheck: Check = {
    name: trial.outcome === 'live' ? 'Connection' : 'Trial start',
    type: 'connection',
    ok: trial.outcome === 'skipped' ? null : trial.outcome !== 'failed',
    detail: `${trial.detail} (${formatTook(trial.durationMs)})`,
    recommendation: null,
  }
  const cleanup = trial.cleanup === 'leaked' ? ['  ! The trial left processes behind; see "mcpproxy cleanup".'] : []
  return [
    title('Server'),
    `  ${oneLine(found.server)}${found.target === '' ? '' : `: ${oneLine(found.target)}`}`,
    title('Status'),
    `  ${colour(tint, `${sign} ${word}`)}`,
    title('Last Error'),
    `  ${lastError === null ? 'none' : `${oneLine(lastError.summary)} (${lastError.category})`}`,
    title('Environment Checks'),
    ...formatChecks([...found.checks, trialCheck], io),
    ...cleanup,
    title('Recommendations'),
    ...(recommendations.length === 0
      ? ['  none']
      : recommendations.map((text, index) => `  ${index + 1}. ${oneLine(text)}`)),
    title('Recent Errors'),
    ...(recentErrors.length === 0
      ? ['  none']
      : recentErrors.map(
          ({ at, category, summary }) => `  ${new Date(at).toISOString()}  ${category}: ${oneLine(summary)}`,
        )),
    '',
  ].join('\n')
}

/** A line each, with advice below those that fail where it is asked for. */
export function formatChecks(checks: readonly Check[], io: CliIo, advice = false): string[] {
  const colour = colouring(io)
  return checks.flatMap(({ name, ok, detail, recommendation }) => {
    const mark = ok === null ? colour('grey', '–') : ok ? colour('green', '✓') : colour('red', '✗')
    const line = `  ${mark} ${name}: ${oneLine(detail)}`
    return advice && ok === false && recommendation !== null ? [line, `    ${oneLine(recommendation)}`] : [line]
  })
}
