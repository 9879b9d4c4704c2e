import { ArrowDownUp } from 'lucide-react'
import { useClient, useMirrorShallow, useView } from '../../app/hooks.ts'
import { Button } from '../../components/Button.tsx'
import { SearchField } from '../../components/Input.tsx'
import { Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from '../../components/Menu.tsx'
import { Segmented } from '../../components/Segmented.tsx'
import { t } from '../../messages.ts'
import { selectCounts } from '../../stores/selectors.ts'
import { selectFilter } from '../../stores/view.ts'
import { focusList } from './focus-list.ts'
import { groups, sorts, type Group, type Sort } from '../../stores/visible-names.ts'

/** Which servers are shown, and in what order. */
export function ListToolbar() {
  const { view } = useClient()
  const { text, group, sort } = useView(selectFilter)
  const counts = useMirrorShallow(selectCounts)
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 px-5 pb-3">
      <SearchField
        label={t('servers.filter')}
        placeholder={t('servers.filterPlaceholder')}
        clearLabel={t('servers.clearFilter')}
        shortcut="/"
        value={text}
        onChange={next => view.filter({ text: next })}
        onKeyUp={event => event.key === 'ArrowDown' && focusList()}
        className="min-w-48 flex-1"
      />
      <Segmented<Group>
        label={t('servers.group')}
        value={group}
        onChange={next => view.filter({ group: next })}
        options={groups.map(value => ({
          value,
          text: t(`servers.group.${value}`),
          extra: <Count value={counts[value]} alarming={value === 'attention'} />,
        }))}
      />
      <SortMenu sort={sort} onSort={next => view.filter({ sort: next })} />
    </div>
  )
}

function Count({ value, alarming }: { readonly value: number; readonly alarming: boolean }) {
  return (
    <span className={`tabular-nums ${alarming && value > 0 ? 'text-bad' : 'text-muted'}`}>
      {value > 0 || !alarming ? value : ''}
    </span>
  )
}

function SortMenu({ sort, onSort }: { readonly sort: Sort; readonly onSort: (sort: Sort) => void }) {
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button
          aria-label={`${t('sort.label')}: ${t(`sort.${sort}`)}`}
          icon={<ArrowDownUp aria-hidden className="size-3.5" />}
        >
          <span className="hidden roomy:inline">{t('sort.label')}</span>
        </Button>
      </MenuTrigger>
      <MenuContent>
        <MenuRadioGroup value={sort} onValueChange={next => onSort(next as Sort)}>
          {sorts.map(value => (
            <MenuRadioItem key={value} value={value}>
              {t(`sort.${value}`)}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  )
}
