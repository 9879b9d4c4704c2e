import type { AppView } from '#shared/ipc/contract'
import { Play, PauseCircle } from 'lucide-react'
import { useClient, useDesktop, useMirror } from '../../app/hooks.ts'
import { Button } from '../../components/Button.tsx'
import { Callout } from '../../components/Callout.tsx'
import { t } from '../../messages.ts'
import { selectTray } from '../../stores/desktop-store.ts'
import { selectApp, selectLink } from '../../stores/selectors.ts'
import { Alerts } from './Alerts.tsx'
import { PortTaken } from './PortTaken.tsx'
import { StartupStrip } from './StartupStrip.tsx'
import { useStartupShown } from './startup.ts'

/** What holds for the whole application right now, the gravest first. */
export function Conditions() {
  const app = useMirror(selectApp)
  const link = useMirror(selectLink)
  const tray = useDesktop(selectTray)
  const startupShown = useStartupShown()
  if (!app) return null
  return (
    <div className="relative flex max-h-[45vh] shrink-0 flex-col gap-2 overflow-y-auto px-5 not-empty:pb-3">
      {link.kind === 'lost' && <Callout tone="bad" role="alert" title={t('link.stale')} />}
      {app.endpoint.state === 'taken' && <PortTaken endpoint={app.endpoint} />}
      {app.paused && <Paused app={app} />}
      <Alerts />
      {tray === 'absent' && <Callout tone="quiet" title={t('tray.absent')} />}
      {startupShown && <StartupStrip app={app} />}
    </div>
  )
}

function Paused({ app }: { readonly app: AppView }) {
  const { actions } = useClient()
  return (
    <Callout
      tone="quiet"
      role="status"
      icon={<PauseCircle aria-hidden className="size-4" />}
      title={t('pause.title')}
      actions={
        app.stopping.length === 0 && (
          <Button size="small" icon={<Play aria-hidden className="size-3.5" />} onClick={() => void actions.resume()}>
            {t('pause.resume')}
          </Button>
        )
      }
    >
      {app.stopping.length > 0
        ? t('pause.stopping', { count: app.stopping.length, names: listNames(app.stopping) })
        : t('pause.body')}
    </Callout>
  )
}

const shownNames = 4

/** A few names, then how many more. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, shownNames).join(', ')
  return names.length > shownNames ? `${shown} ${t('common.and', { count: names.length - shownNames })}` : shown
}
