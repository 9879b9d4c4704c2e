import type { CleanupView, ServerView } from '#shared/ipc/contract'
import { CircleHelp, OctagonX, ShieldCheck, type LucideIcon } from 'lucide-react'
import { useAnswer } from '../../app/hooks.ts'
import { Card } from '../../components/Card.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { Skeleton } from '../../components/Skeleton.tsx'
import { TimeText } from '../../components/TimeText.tsx'
import { formatDuration } from '../../format/duration.ts'
import { t } from '../../messages.ts'

const looks: Readonly<Record<CleanupView['outcome'], readonly [LucideIcon, string]>> = {
  graceful: [ShieldCheck, 'text-ok'],
  forced: [ShieldCheck, 'text-warn'],
  leaked: [OctagonX, 'text-bad'],
  unverified: [CircleHelp, 'text-quiet'],
}

/** Proof of each stop: what was ended, and that nothing remained. */
export function Cleanups({ server }: { readonly server: ServerView }) {
  const freshness = `${server.status} ${server.lastAttemptAt}`
  const [answer, askAgain] = useAnswer('server:cleanups', { name: server.name, limit: 5 }, freshness)
  return (
    <Card title={t('cleanup.title')}>
      {answer.kind === 'loading' && <Skeleton className="h-3 w-40" />}
      {answer.kind === 'failed' && <ErrorState title={t('cleanup.failed')} why={answer.why} onRetry={askAgain} />}
      {answer.kind === 'ready' && answer.value.length === 0 && (
        <p className="text-small text-muted">{t('cleanup.empty')}</p>
      )}
      {answer.kind === 'ready' && (
        <ul className="flex flex-col gap-2.5">
          {answer.value.map(cleanup => (
            <Cleanup key={`${cleanup.at}`} cleanup={cleanup} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Cleanup({ cleanup: { outcome, at, durationMs, pids, opened = [] } }: { readonly cleanup: CleanupView }) {
  const [Icon, tone] = looks[outcome]
  const named = { count: pids.length, pids: pids.join(', ') }
  return (
    <li className="flex gap-2 text-small">
      <Icon aria-hidden className={`mt-0.5 size-3.5 shrink-0 ${tone}`} />
      <div className="min-w-0">
        <p className="wrap-anywhere">{outcome === 'leaked' ? t('cleanup.leaked', named) : t(`cleanup.${outcome}`)}</p>
        {opened.length > 0 && (
          <p className="text-muted wrap-anywhere">
            {t('cleanup.opened', { count: opened.length, pids: opened.join(', ') })}
          </p>
        )}
        <p className="text-caption text-faint tabular-nums">
          {outcome !== 'leaked' && pids.length > 0 && <>{t('cleanup.pids', named)} · </>}
          {formatDuration(durationMs)} · <TimeText at={at} as="relative" />
        </p>
      </div>
    </li>
  )
}
