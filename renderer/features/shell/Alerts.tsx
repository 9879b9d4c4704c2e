import { useState } from 'react'
import type { AlertView } from '#shared/ipc/contract'
import { X } from 'lucide-react'
import { useClient, useDesktop, useMirror, useView } from '../../app/hooks.ts'
import { Button } from '../../components/Button.tsx'
import { Callout } from '../../components/Callout.tsx'
import { IconButton } from '../../components/IconButton.tsx'
import { t } from '../../messages.ts'
import { selectDesktopAlerts } from '../../stores/desktop-store.ts'
import { selectApp } from '../../stores/selectors.ts'
import { selectRoute, type Route } from '../../stores/view.ts'

const shownAtFirst = 2
const noAlerts: readonly AlertView[] = []

/** Problems that are no server's own status: the file, the database, something left running. */
export function Alerts() {
  const { actions } = useClient()
  const [all, setAll] = useState(false)
  const route = useView(selectRoute)
  const core = useMirror(state => selectApp(state)?.alerts) ?? noAlerts
  const desktop = useDesktop(selectDesktopAlerts)
  const alerts = [
    ...core.filter(alert => !isSaidBy(route, alert)).map(alert => ({ alert, dismiss: actions.dismissAlert })),
    ...desktop.map(alert => ({ alert, dismiss: actions.dismissDesktopAlert })),
  ]
  const hidden = alerts.length - shownAtFirst
  return (
    <>
      {(all ? alerts : alerts.slice(0, shownAtFirst)).map(({ alert, dismiss }) => (
        <AlertItem key={alert.id} alert={alert} onDismiss={() => void dismiss(alert.id)} />
      ))}
      {hidden > 0 && (
        <Button look="quiet" size="small" className="self-start" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('alerts.fewer') : t('alerts.more', { count: hidden })}
        </Button>
      )}
    </>
  )
}

/** A server's own page says that it is disabled, and why. */
const isSaidBy = (route: Route, { kind, server }: AlertView): boolean =>
  kind === 'suspended' && route.view === 'server' && route.name === server

function AlertItem({ alert, onDismiss }: { readonly alert: AlertView; readonly onDismiss: () => void }) {
  const { actions, view } = useClient()
  const { kind, server } = alert
  const reveal = (place: 'config' | 'logs') => void actions.open({ kind: 'reveal', place })
  return (
    <Callout
      tone={kind === 'config-warning' || kind === 'survivors' || kind === 'suspended' ? 'warn' : 'bad'}
      role="status"
      title={t(`alerts.${kind}`)}
      actions={
        <>
          {server !== null && (
            <Button size="small" onClick={() => view.openServer(server)}>
              {t('alerts.showServer')}
            </Button>
          )}
          {(kind === 'config' || kind === 'config-warning') && (
            <Button size="small" onClick={() => reveal('config')}>
              {t('alerts.showConfig')}
            </Button>
          )}
          {(kind === 'internal' || kind === 'store') && (
            <Button size="small" onClick={() => reveal('logs')}>
              {t('alerts.showLogs')}
            </Button>
          )}
          <IconButton label={t('common.dismiss')} icon={<X aria-hidden className="size-3.5" />} onClick={onDismiss} />
        </>
      }
    >
      <span dir="auto" className="select-text">
        {alert.message}
      </span>
    </Callout>
  )
}
