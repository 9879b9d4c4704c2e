import { categories, isCategory } from '#shared/categories'
import type { Check } from '#shared/check'
import { protocolOf, type ServerConfig } from '#shared/config'
import type { FailureReport } from '#shared/failure-report'
import type { AttemptView, FailureView } from '#shared/ipc/contract'

const historyLength = 10
const maxOutputBytes = 16 * 1024

export interface ReportFacts {
  /** As the file has it: references stay references. */
  readonly server: ServerConfig
  readonly at: number
  readonly consecutiveFailures: number
  /** Newest first. */
  readonly attempts: readonly AttemptView[]
  readonly lastFailure: FailureView | null
  readonly checks: readonly Check[]
  /** What the last failure is about, where that was named. */
  readonly object: { readonly kind: string; readonly value: string } | null
  /** Best first, beyond those of the checks. */
  readonly recommendations: readonly string[]
  readonly resolvedCommand: string | null
  readonly path: string | null
}

/** Puts a report together. Pure; secrets are hidden in every text of it. */
export function buildReport(facts: ReportFacts, redact: (text: string) => string): FailureReport {
  const { server, attempts, checks } = facts
  const failures = failuresOf(facts)
  const lastReady = attempts.find(({ outcome }) => outcome === 'ready')
  const report: FailureReport = {
    server_name: server.name,
    timestamp: isoOf(facts.at),
    consecutive_failures: facts.consecutiveFailures,
    error_history: failures.slice(-historyLength).map(historyEntry),
    diagnostics: {
      protocol: protocolOf(server),
      command: server.command ?? null,
      args: [...server.args],
      env: Object.keys(server.env),
      working_dir: server.working_dir ?? null,
      missing_packages: missingPackages(facts, failures),
      network_reachable: checks.find(({ type }) => type === 'connection')?.ok ?? null,
      oauth_configured: 'oauth' in server,
      last_success_time: lastReady === undefined ? null : isoOf(lastReady.startedAt),
      error_pattern: commonestCategory(failures),
      resolved_command: facts.resolvedCommand,
      path_used: facts.path,
      checks: [...checks],
    },
    recommendations: recommendationsOf(facts),
  }
  return { ...redactTexts(report, redact), server_name: server.name }
}

/** Oldest first; the last failure is among them though it was no attempt of ours. */
function failuresOf({ attempts, lastFailure }: ReportFacts): FailureView[] {
  const known = attempts.flatMap(({ failure }) => failure ?? [])
  const all = lastFailure === null || known.some(({ at }) => at === lastFailure.at) ? known : [lastFailure, ...known]
  return all.toSorted((a, b) => a.at - b.at)
}

function historyEntry(failure: FailureView): FailureReport['error_history'][number] {
  const { at, category, summary, stderrTail, phase, exit } = failure
  return {
    timestamp: isoOf(at),
    error_type: isCategory(category) ? categories[category].family : 'unknown',
    error_msg: summary,
    stack_trace: lastBytes(stderrTail.join('\n')),
    state: phase === null ? 'ready' : 'connecting',
    phase,
    exit_code: exit?.code ?? null,
    signal: exit?.signal ?? null,
  }
}

function missingPackages({ object }: ReportFacts, failures: readonly FailureView[]): string[] {
  const last = failures.at(-1)?.category
  const isMissing = last !== undefined && isCategory(last) && categories[last].family === 'missing_package'
  return isMissing && (object?.kind === 'package' || object?.kind === 'module') ? [object.value] : []
}

function commonestCategory(failures: readonly FailureView[]): string | null {
  const counts = new Map<string, number>()
  for (const { category } of failures) counts.set(category, (counts.get(category) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? null
}

/** What to do, each thing once, what the diagnosis says first. Pure. */
export function recommendationsOf({
  recommendations,
  lastFailure,
  checks,
}: Pick<ReportFacts, 'recommendations' | 'lastFailure' | 'checks'>): string[] {
  const ofChecks = checks.filter(({ ok }) => ok === false).flatMap(({ recommendation }) => recommendation ?? [])
  return [
    ...new Set([
      ...recommendations,
      ...(lastFailure?.recommendation == null ? [] : [lastFailure.recommendation]),
      ...ofChecks,
    ]),
  ]
}

/** The end says most; cut between characters. */
function lastBytes(text: string): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= maxOutputBytes) return text
  return bytes
    .subarray(bytes.length - maxOutputBytes)
    .toString('utf8')
    .replace(/^\uFFFD+/, '')
}

const isoOf = (at: number) => new Date(at).toISOString()

function redactTexts<T>(value: T, redact: (text: string) => string): T {
  const walk = (part: unknown): unknown => {
    if (typeof part === 'string') return redact(part)
    if (Array.isArray(part)) return part.map(walk)
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, walk(inner)]))
  }
  return walk(value) as T // same shape: only texts are replaced
}
