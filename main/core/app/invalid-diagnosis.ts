import type { InvalidServer } from '#shared/config'
import type { DiagnosisView } from '#shared/ipc/contract'
import { invalidViewOf } from '../servers/server-view.ts'

/** The diagnosis of an entry that cannot be used: there is nothing to start. */
export function invalidDiagnosis(invalid: InvalidServer): DiagnosisView {
  const at = Date.now()
  const { lastError } = invalidViewOf(invalid, { kind: 'idle' }, at)
  const detail = lastError?.summary ?? ''
  return {
    ...{ server: invalid.name, at, durationMs: 0, healthy: false, status: 'invalid', target: '', lastError },
    checks: [
      {
        name: 'Configuration',
        type: 'configuration',
        ok: false,
        detail,
        recommendation: lastError?.recommendation ?? null,
      },
    ],
    trial: { outcome: 'skipped', detail: 'It cannot be started.', durationMs: 0, output: [], cleanup: null },
    recommendations: [lastError?.recommendation ?? ''],
    recentErrors: [],
  }
}
