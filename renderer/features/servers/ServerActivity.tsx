import type { ServerView } from '#shared/ipc/contract'
import { Countdown, TimeText } from '../../components/TimeText.tsx'
import { t } from '../../messages.ts'

/** What the server is doing in time: up since, next attempt, which step. */
export function ServerActivity({ server }: { readonly server: ServerView }) {
  const { status, phase, readySinceAt, nextAttemptAt, retryCount, suspension } = server
  if (status === 'ready' && readySinceAt !== null)
    return split(t('row.uptime', { duration: slot }), <TimeText at={readySinceAt} as="uptime" />)
  if (status === 'connecting') return phase === null ? null : t(`phase.${phase}`)
  if (suspension?.nextProbeAt != null && status === 'auto-disabled') {
    return split(t('row.nextProbe', { when: slot }), <Countdown at={suspension.nextProbeAt} />)
  }
  if (nextAttemptAt !== null) {
    return (
      <span className="flex flex-col leading-tight">
        <span>{split(t('row.nextAttempt', { when: slot }), <Countdown at={nextAttemptAt} />)}</span>
        {retryCount > 0 && (
          <span className="retries text-caption text-faint">{t('row.attempts', { count: retryCount })}</span>
        )}
      </span>
    )
  }
  return status === 'needs-input' || status === 'needs-sign-in' ? t('row.noMoreAttempts') : null
}

/** Where a live element goes into a sentence. */
const slot = '\uFFFC'

function split(sentence: string, element: React.ReactNode): React.ReactNode {
  const [before, after] = sentence.split(slot)
  return (
    <span className="tabular-nums">
      {before}
      {element}
      {after}
    </span>
  )
}
