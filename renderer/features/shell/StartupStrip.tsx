import type { AppView } from '#shared/ipc/contract'
import { Progress } from '../../components/Progress.tsx'
import { t } from '../../messages.ts'

/** How far the start has come; gone once every server has an outcome. */
export function StartupStrip({ app: { phase, startup } }: { readonly app: AppView }) {
  const { total, done, connected, failed } = startup
  if (phase === 'ready' || phase === 'stopping' || (phase === 'connecting' && total === 0)) return null
  const text =
    phase === 'starting'
      ? t('startup.starting')
      : phase === 'indexing'
        ? t('startup.indexing')
        : t('startup.connecting', { done: connected, total })
  return (
    <div className="flex flex-col gap-1.5">
      <p role="status" className="flex items-center gap-2 text-small text-muted tabular-nums">
        {text}
        {failed > 0 && <span className="text-bad">{t('startup.failed', { count: failed })}</span>}
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
