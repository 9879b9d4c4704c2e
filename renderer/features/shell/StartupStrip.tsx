import type { AppView } from '#shared/ipc/contract'
import { Progress } from '../../components/Progress.tsx'
import { t } from '../../messages.ts'

/** How far the start has come. What failed is counted as needing attention elsewhere. */
export function StartupStrip({ app: { phase, startup } }: { readonly app: AppView }) {
  const { total, done, connected } = startup
  const text =
    phase === 'starting'
      ? t('startup.starting')
      : phase === 'indexing'
        ? t('startup.indexing')
        : t('startup.connecting', { done: connected, total })
  return (
    <div className="flex flex-col gap-1.5">
      <p role="status" className="text-small text-muted tabular-nums">
        {text}
      </p>
      <Progress
        label={t('startup.progress')}
        value={done}
        max={total}
        valueText={t('startup.valueText', { done, total })}
      />
    </div>
  )
}
