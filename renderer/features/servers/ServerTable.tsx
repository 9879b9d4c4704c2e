import { useEffect, useRef, type KeyboardEvent } from 'react'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useClient, useDesktop, useView } from '../../app/hooks.ts'
import { isPlain, isTyping } from '../../app/keys.ts'
import { t } from '../../messages.ts'
import { selectPreferences } from '../../stores/desktop-store.ts'
import { canDisable, canEnable, canRestart } from './commands.ts'
import { ServerRow } from './ServerRow.tsx'
import { focusList } from './focus-list.ts'
import { rowAfterKey } from './table-keys.ts'

/** Pixels at 16 px a rem, as `--row-height` says. */
const rowHeights = { comfortable: 54, compact: 36 } as const
const columns = ['name', 'status', 'transport', 'tools', 'activity', 'actions'] as const

/** The servers, however many: only rows on show exist. One row is active; keys act on it. */
export function ServerTable({ names }: { readonly names: readonly string[] }) {
  const { view, actions, mirror, diagnose } = useClient()
  const { density } = useDesktop(selectPreferences)
  const activeName = useView(state => state.activeName)
  const scroller = useRef<HTMLDivElement>(null)
  const activeIndex = Math.max(0, names.indexOf(activeName ?? ''))
  const rows = useVirtualizer({
    count: names.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeights[density],
    getItemKey: index => names[index] ?? index,
    overscan: 4,
    // The active row keeps its focus while it is scrolled out of sight.
    rangeExtractor: range => [...new Set([...defaultRangeExtractor(range), activeIndex])].sort((a, b) => a - b),
  })

  useEffect(() => rows.measure(), [rows, density])
  useEffect(() => {
    if (activeName === null) return
    rows.scrollToIndex(activeIndex, { align: 'auto' })
    if (document.activeElement === document.body) requestAnimationFrame(focusList)
  }, []) // back from a server's page: where it was

  const focusRow = (index: number) => {
    const name = names[index]
    if (name === undefined) return
    view.activate(name)
    rows.scrollToIndex(index, { align: 'auto' })
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-row="${index}"]`)?.focus())
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const server = mirror.store.getState().mirror.servers.get(names[activeIndex] ?? '')
    if (!server || event.defaultPrevented || !isPlain(event) || isTyping(event.target)) return
    const page = Math.floor((scroller.current?.clientHeight ?? 0) / rowHeights[density])
    const row = rowAfterKey(event.key, activeIndex, names.length, page)
    const onRow = event.target instanceof HTMLElement && event.target.getAttribute('role') === 'row'
    if (row !== null) focusRow(row)
    else if (event.key === 'Enter' && onRow) view.openServer(server.name)
    else if (event.key === 'e' && canEnable(server)) void actions.command(server.name, 'enable')
    else if (event.key === 'd' && canDisable(server)) void actions.command(server.name, 'disable')
    else if (event.key === 'r' && canRestart(server)) void actions.command(server.name, 'restart')
    else if (event.key === 'g') diagnose(server.name)
    else if (event.key === 'm')
      openMenu(scroller.current?.querySelector<HTMLElement>(`[data-row="${activeIndex}"] [data-menu]`))
    else return
    event.preventDefault()
  }

  return (
    <div
      role="grid"
      aria-label={t('servers.list')}
      aria-rowcount={names.length + 1}
      aria-colcount={columns.length}
      className="flex min-h-0 flex-1 flex-col"
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className="shrink-0 overflow-hidden border-b border-line px-3 [scrollbar-gutter:stable]">
        <div role="row" aria-rowindex={1} className="server-columns h-7 px-2 text-caption text-faint">
          {columns.map(column => (
            <span key={column} role="columnheader" data-column={column} className="truncate">
              {column === 'actions' ? <span className="sr-only">{t('column.actions')}</span> : t(`column.${column}`)}
            </span>
          ))}
        </div>
      </div>
      <div
        ref={scroller}
        role="presentation"
        className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain px-3 py-1 [scrollbar-gutter:stable]"
      >
        <div role="rowgroup" className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(item => (
            <ServerRow
              key={item.key}
              name={names[item.index] ?? ''}
              index={item.index}
              start={item.start}
              active={item.index === activeIndex}
            />
          ))}
        </div>
      </div>
    </div>
  )
}

/** As Enter on its button would: the menu takes the focus and gives it back. */
function openMenu(button: HTMLElement | null | undefined): void {
  button?.focus()
  button?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
}
