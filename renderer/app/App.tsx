import { useEffect } from 'react'
import { PlugZap } from 'lucide-react'
import { Button } from '../components/Button.tsx'
import { EmptyState } from '../components/EmptyState.tsx'
import { Skeleton } from '../components/Skeleton.tsx'
import { ClockContext } from '../components/TimeText.tsx'
import { Toasts } from '../components/Toasts.tsx'
import { TooltipProvider } from '../components/Tooltip.tsx'
import { ServerPage } from '../features/server/ServerPage.tsx'
import { ServersPage } from '../features/servers/ServersPage.tsx'
import { Announcer } from '../features/shell/Announcer.tsx'
import { PreferencesDialog } from '../features/shell/PreferencesDialog.tsx'
import { Shortcuts } from '../features/shell/Shortcuts.tsx'
import { Sidebar } from '../features/shell/Sidebar.tsx'
import { StoppingScreen } from '../features/shell/StoppingScreen.tsx'
import { WindowKeys } from '../features/shell/WindowKeys.tsx'
import { t } from '../messages.ts'
import { selectPreferences } from '../stores/desktop-store.ts'
import { selectApp, selectLink } from '../stores/selectors.ts'
import { selectRoute, selectToasts } from '../stores/view.ts'
import type { Client } from './client.ts'
import { ClientContext, useClient, useDesktop, useMirror, useView } from './hooks.ts'

/** The whole window over one client. */
export function App({ client }: { readonly client: Client }) {
  return (
    <ClientContext value={client}>
      <ClockContext value={client.clock}>
        <TooltipProvider delayDuration={500} skipDelayDuration={200}>
          <Appearance />
          <Window />
        </TooltipProvider>
      </ClockContext>
    </ClientContext>
  )
}

function Window() {
  const { view } = useClient()
  const app = useMirror(selectApp)
  const link = useMirror(selectLink)
  const toasts = useView(selectToasts)
  if (!app) return link.kind === 'lost' ? <Unreachable /> : <Opening />
  if (app.phase === 'stopping') return <StoppingScreen app={app} />
  return (
    <div className="flex h-full">
      <Sidebar />
      <Page />
      <WindowKeys />
      <PreferencesDialog />
      <Shortcuts />
      <Announcer />
      <Toasts toasts={toasts} onClose={view.dropToast} />
    </div>
  )
}

function Page() {
  const route = useView(selectRoute)
  if (route.view === 'servers') return <ServersPage />
  return <ServerPage key={route.name} name={route.name} tab={route.tab} report={route.report} />
}

/** Puts the preferences on the document, where the tokens read them. */
function Appearance() {
  const { bridge } = useClient()
  const { theme, density } = useDesktop(selectPreferences)
  useEffect(() => {
    const { dataset } = document.documentElement
    if (theme === 'system') delete dataset['theme']
    else dataset['theme'] = theme
    dataset['density'] = density
    dataset['platform'] = bridge.platform
  }, [theme, density, bridge])
  return null
}

function Opening() {
  return (
    <main aria-label={t('link.connecting')} className="flex h-full flex-col gap-4 p-6">
      <Skeleton className="h-5 w-40" />
      {[0, 1, 2, 3, 4].map(row => (
        <Skeleton key={row} className="h-10 w-full" />
      ))}
      <p role="status" className="sr-only">
        {t('link.connecting')}
      </p>
    </main>
  )
}

function Unreachable() {
  const { mirror } = useClient()
  return (
    <main className="h-full">
      <EmptyState isPage icon={<PlugZap className="size-5" />} title={t('link.lostTitle')} body={t('link.lostBody')}>
        <Button onClick={() => void mirror.refresh()}>{t('common.retry')}</Button>
      </EmptyState>
    </main>
  )
}
