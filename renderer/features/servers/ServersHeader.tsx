import { useMirror, useMirrorShallow } from '../../app/hooks.ts'
import { t } from '../../messages.ts'
import { selectApp, selectCounts, selectServerCount } from '../../stores/selectors.ts'

/** The page's title, and the state of everything in one line. */
export function ServersHeader() {
  const count = useMirror(selectServerCount)
  const { ready, all, off, attention } = useMirrorShallow(selectCounts)
  const settled = useMirror(state => selectApp(state)?.phase === 'ready') // before that the start-up strip counts
  const parts = [
    ...(settled ? [t('servers.summary', { ready, total: all - off })] : []),
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
