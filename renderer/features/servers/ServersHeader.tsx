import { useMirror, useMirrorShallow } from '../../app/hooks.ts'
import { t } from '../../messages.ts'
import { selectAttention, selectCounts, selectServerCount } from '../../stores/selectors.ts'
import { useStartupShown } from '../shell/startup.ts'

/** The page's title, and the state of everything in one line. */
export function ServersHeader() {
  const count = useMirror(selectServerCount)
  const { ready, all, off } = useMirrorShallow(selectCounts)
  const attention = useMirror(selectAttention)
  const startupShown = useStartupShown() // it counts who is connected
  const parts = [
    ...(!startupShown ? [t('servers.summary', { ready, total: all - off })] : []),
    ...(off > 0 ? [t('servers.summaryDisabled', { count: off })] : []),
  ]
  const trouble = attention > 0 && (
    <span className="font-medium text-bad">{t('servers.summaryFailed', { count: attention })}</span>
  )
  return (
    <header className="flex h-14 shrink-0 items-baseline gap-3 px-5 pt-4.5">
      <h1 className="text-title font-semibold tracking-tight">{t('servers.title')}</h1>
      {count > 0 && (
        <p className="truncate text-small text-muted tabular-nums">
          {parts.join(' · ')}
          {parts.length > 0 && trouble && ' · '}
          {trouble}
        </p>
      )}
    </header>
  )
}
