import { useState } from 'react'
import type { AttemptView, ServerView } from '#shared/ipc/contract'
import { CircleCheck, CircleSlash, CircleX, LoaderCircle, type LucideIcon } from 'lucide-react'
import { useAnswer } from '../../app/hooks.ts'
import { Button } from '../../components/Button.tsx'
import { Card } from '../../components/Card.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { Skeleton } from '../../components/Skeleton.tsx'
import { TimeText } from '../../components/TimeText.tsx'
import { formatDuration } from '../../format/duration.ts'
import { t } from '../../messages.ts'
import { PhaseBar } from './PhaseBar.tsx'

const shownAtFirst = 5
const askedFor = 50

const looks: Readonly<Record<AttemptView['outcome'], readonly [LucideIcon, string]>> = {
  running: [LoaderCircle, 'text-busy animate-spin'],
  ready: [CircleCheck, 'text-ok'],
  failed: [CircleX, 'text-bad'],
  cancelled: [CircleSlash, 'text-quiet'],
}

/** The attempts to connect, newest first, each with where its time went. */
export function Attempts({ server }: { readonly server: ServerView }) {
  const freshness = `${server.lastAttemptAt} ${server.status} ${server.phase}`
  const [answer, askAgain] = useAnswer('server:attempts', { name: server.name, limit: askedFor }, freshness)
  const [all, setAll] = useState(false)
  return (
    <Card title={t('attempts.title')}>
      {answer.kind === 'loading' && <Loading />}
      {answer.kind === 'failed' && <ErrorState title={t('attempts.failed')} why={answer.why} onRetry={askAgain} />}
      {answer.kind === 'ready' && answer.value.length === 0 && <p className="text-muted">{t('attempts.empty')}</p>}
      {answer.kind === 'ready' && (
        <ol className="flex flex-col divide-y divide-line">
          {(all ? answer.value : answer.value.slice(0, shownAtFirst)).map(attempt => (
            <Attempt key={attempt.id} attempt={attempt} />
          ))}
        </ol>
      )}
      {answer.kind === 'ready' && !all && answer.value.length > shownAtFirst && (
        <Button look="quiet" size="small" className="mt-2" onClick={() => setAll(true)}>
          {t('attempts.more')}
        </Button>
      )}
    </Card>
  )
}

function Attempt({ attempt }: { readonly attempt: AttemptView }) {
  const { outcome, startedAt, endedAt, failure, phases } = attempt
  const [Icon, tone] = looks[outcome]
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)] gap-x-2.5 gap-y-1.5 py-2.5 first:pt-1 last:pb-0">
      <Icon aria-hidden className={`mt-0.5 size-4 ${tone}`} />
      <p className="flex min-w-0 items-baseline gap-2">
        <span className="shrink-0 font-medium">{t(`attempts.outcome.${outcome}`)}</span>
        <bdi dir="auto" title={failure?.summary} className="min-w-0 flex-1 truncate text-small text-muted">
          {failure?.summary}
        </bdi>
        <span className="shrink-0 text-small text-faint tabular-nums">
          {endedAt !== null && <>{formatDuration(endedAt - startedAt)} · </>}
          <TimeText at={startedAt} as="relative" />
        </span>
      </p>
      <div className="col-start-2">
        <PhaseBar phases={phases} outcome={outcome} />
      </div>
    </li>
  )
}

function Loading() {
  return (
    <div aria-label={t('common.loading')} role="status" className="flex flex-col gap-3 py-1">
      {[0, 1, 2].map(row => (
        <div key={row} className="flex flex-col gap-2">
          <Skeleton className="h-3 w-2/3" />
          <Skeleton className="h-1.5 w-full" />
        </div>
      ))}
    </div>
  )
}
