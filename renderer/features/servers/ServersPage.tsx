import { useDeferredValue, useEffect, useState } from 'react'
import { SearchX } from 'lucide-react'
import { useClient, useMirror, useView } from '../../app/hooks.ts'
import { Button } from '../../components/Button.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { t } from '../../messages.ts'
import { selectServerCount } from '../../stores/selectors.ts'
import type { MirrorState } from '../../stores/mirror-store.ts'
import { selectFilter } from '../../stores/view.ts'
import { keepIfEqual, noFilter, visibleNames, type ListFilter } from '../../stores/visible-names.ts'
import { Conditions } from '../shell/Conditions.tsx'
import { FirstServer } from './FirstServer.tsx'
import { ListToolbar } from './ListToolbar.tsx'
import { ServerTable } from './ServerTable.tsx'
import { ServersHeader } from './ServersHeader.tsx'

export function ServersPage() {
  const count = useMirror(selectServerCount)
  return (
    <main className="flex h-full min-w-0 flex-1 flex-col">
      <ServersHeader />
      {count > 0 && <ListToolbar />}
      <Conditions />
      {count > 0 ? <FilteredTable /> : <FirstServer />}
    </main>
  )
}

function FilteredTable() {
  const filter = useDeferredValue(useView(selectFilter))
  const names = useVisibleNames(filter)
  if (names.length === 0) return <NoMatch filter={filter} />
  return <ServerTable names={names} />
}

/** The list's names; the same array until one of them moves, whatever else changes in the servers. */
function useVisibleNames(filter: ListFilter): readonly string[] {
  const [select] = useState(createVisibleNames)
  return useMirror(state => select(state, filter))
}

function createVisibleNames() {
  let last: { servers: unknown; order: unknown; filter: ListFilter } | null = null
  let names: readonly string[] = []
  return ({ mirror }: MirrorState, filter: ListFilter): readonly string[] => {
    const { servers, order } = mirror
    if (last?.servers !== servers || last.order !== order || last.filter !== filter) {
      names = keepIfEqual(names, visibleNames(mirror, filter))
      last = { servers, order, filter }
    }
    return names
  }
}

function NoMatch({ filter: { text } }: { readonly filter: ListFilter }) {
  const { view } = useClient()
  useEffect(() => view.activate(null), [view])
  return (
    <EmptyState
      icon={<SearchX className="size-5" />}
      title={t('servers.noMatchTitle')}
      body={text.trim() === '' ? t('servers.noneInGroup') : t('servers.noMatchBody', { text: text.trim() })}
    >
      <Button onClick={() => view.filter(noFilter)}>{t('servers.showAll')}</Button>
    </EmptyState>
  )
}
