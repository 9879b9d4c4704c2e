import { useEffect, useRef } from 'react'
import { Unplug } from 'lucide-react'
import { useClient, useMirror } from '../../app/hooks.ts'
import { Badge } from '../../components/Badge.tsx'
import { Button } from '../../components/Button.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Tab, TabList, TabPanel, Tabs } from '../../components/Tabs.tsx'
import { t } from '../../messages.ts'
import { selectServer } from '../../stores/selectors.ts'
import { serverTabs, type ServerTab } from '../../stores/view.ts'
import { Conditions } from '../shell/Conditions.tsx'
import { LogPanel } from './LogPanel.tsx'
import { Overview } from './Overview.tsx'
import { Reports } from './Reports.tsx'
import { ServerHeader } from './ServerHeader.tsx'
import { ToolsPanel } from './ToolsPanel.tsx'

export interface ServerPageProps {
  readonly name: string
  readonly tab: ServerTab
  /** The report on show in its tab, by id. */
  readonly report: string | null
}

/** Everything about one server. */
export function ServerPage({ name, tab, report }: ServerPageProps) {
  const { view } = useClient()
  const server = useMirror(selectServer(name))
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [name]) // a new page is read from its title on
  if (!server) {
    return (
      <main className="h-full min-w-0 flex-1">
        <EmptyState isPage icon={<Unplug className="size-5" />} title={name} body={t('server.gone')}>
          <Button onClick={() => view.openServers()}>{t('server.back')}</Button>
        </EmptyState>
      </main>
    )
  }
  return (
    <main className="flex h-full min-w-0 flex-1 flex-col">
      <ServerHeader server={server} headingRef={heading} />
      <Conditions />
      <Tabs
        value={tab}
        onValueChange={next => view.openTab(next as ServerTab)} // only our own values are offered
        className="flex min-h-0 flex-1 flex-col"
      >
        <TabList label={t('server.sections')}>
          {serverTabs.map(value => (
            <Tab key={value} value={value}>
              {t(`server.tab.${value}`)}
              {value === 'tools' && server.toolCount > 0 && <Badge>{server.toolCount}</Badge>}
            </Tab>
          ))}
        </TabList>
        <TabPanel value="overview" className="relative overflow-y-auto">
          <Overview server={server} />
        </TabPanel>
        <TabPanel value="tools">
          <ToolsPanel server={server} />
        </TabPanel>
        <TabPanel value="log">
          <LogPanel name={name} />
        </TabPanel>
        <TabPanel value="reports" className="relative overflow-y-auto">
          <Reports server={server} shown={report} />
        </TabPanel>
      </Tabs>
    </main>
  )
}
