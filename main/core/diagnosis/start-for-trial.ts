import type { ServerConfig } from '#shared/config'
import type { DiagnosisView, FailureView } from '#shared/ipc/contract'
import { silentLog, type ServerLog } from '../log/log.ts'
import { trialPrefix } from '../policy/rebuild-history.ts'
import { ConnectionAttempt } from '../servers/connection-attempt.ts'
import type { ServerDependencies } from '../servers/dependencies.ts'
import { diagnose, evidenceOf, failureViewOf } from '../servers/failure.ts'
import { StartQueue } from '../servers/start-queue.ts'
import type { Diagnosis } from './evidence.ts'

const keptLines = 40
/** Each phase has its own limit; this one holds for a download that never ends. */
const trialLimitMs = 300_000

export interface TrialResult {
  readonly trial: DiagnosisView['trial']
  /** What went wrong, or null when the server became ready. */
  readonly failure: { readonly view: FailureView; readonly diagnosis: Diagnosis } | null
}

/** Starts a server once, with everything it prints kept, and stops it again, verified. Never rejects but when aborted. */
export async function startForTrial(
  server: ServerConfig,
  dependencies: ServerDependencies,
  { limitMs, signal }: { readonly limitMs: number; readonly signal: AbortSignal },
): Promise<TrialResult> {
  const output: string[] = []
  const log: ServerLog = {
    ...silentLog,
    output: (source, text) => {
      output.push(`${source}: ${text}`)
      if (output.length > keptLines) output.shift()
    },
  }
  const attempt = new ConnectionAttempt(
    {
      ...{ id: `${trialPrefix}${dependencies.newId()}`, server, log, queue: new StartQueue(1), rank: [0, 0] },
      limitMs: () => limitMs,
      onPhase: () => {},
    },
    dependencies,
  )
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(trialLimitMs)])
  let failure: TrialResult['failure'] = null
  let detail = ''
  try {
    const { session, offer } = await attempt.connect(bounded)
    const count = offer.offer.tools.length
    detail = `${session.serverInfo.name} ${session.serverInfo.version} is ready with ${count} ${count === 1 ? 'tool' : 'tools'}.`
  } catch (error) {
    failure = judge(error, attempt, dependencies)
    detail = failure.view.summary
  }
  const durationMs = Date.now() - attempt.startedAt
  const cleanup = await attempt.close()
  signal.throwIfAborted() // after the clean-up: nothing is left behind
  dependencies.state.recordAttempt(attempt.view(failure === null ? 'ready' : 'failed', failure?.view ?? null))
  const outcome = failure === null ? 'ready' : 'failed'
  return { trial: { outcome, detail, durationMs, output, cleanup: cleanup?.outcome ?? null }, failure }
}

function judge(error: unknown, attempt: ConnectionAttempt, { classify, redact }: ServerDependencies) {
  const { server, phase, evidence } = attempt
  const found = evidenceOf(error, { server, phase, evidence, wasReady: false })
  const diagnosis = diagnose(error, found, classify)
  return { diagnosis, view: failureViewOf(found, diagnosis, Date.now(), redact) }
}
