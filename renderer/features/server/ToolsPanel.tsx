import { useDeferredValue, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { ServerView, ToolView } from '#shared/ipc/contract'
import { Wrench } from 'lucide-react'
import { useAnswer } from '../../app/hooks.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { SearchField } from '../../components/Input.tsx'
import { Skeleton } from '../../components/Skeleton.tsx'
import { t } from '../../messages.ts'
import { rowAfterKey } from '../servers/table-keys.ts'
import { searchTools } from './search-tools.ts'
import { ToolDetail } from './ToolDetail.tsx'

const optionHeight = 46

/** The tools a server offers; choose one to see what it takes. */
export function ToolsPanel({ server }: { readonly server: ServerView }) {
  const freshness = `${server.status} ${server.toolCount}`
  const [answer, askAgain] = useAnswer('tools:list', { server: server.name }, freshness)
  if (answer.kind === 'failed') return <ErrorState title={t('tools.failed')} why={answer.why} onRetry={askAgain} />
  if (answer.kind === 'loading') return <Loading />
  if (answer.value.length === 0) {
    const body = t(server.status === 'ready' ? 'tools.noneReady' : 'tools.noneNotReady')
    return <EmptyState icon={<Wrench className="size-5" />} title={t('tools.noneTitle')} body={body} />
  }
  return <ToolBrowser tools={answer.value} />
}

function ToolBrowser({ tools }: { readonly tools: readonly ToolView[] }) {
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const wanted = useDeferredValue(text)
  const shown = useMemo(() => searchTools(tools, wanted), [tools, wanted])
  const current = shown.find(tool => tool.name === chosen) ?? shown[0]
  return (
    <div className="flex h-full min-h-0 flex-col wide:flex-row">
      <div className="flex h-2/5 min-h-0 shrink-0 flex-col border-line wide:h-auto wide:w-64 wide:border-e roomy:w-80">
        <div className="shrink-0 p-3">
          <SearchField
            label={t('tools.search')}
            placeholder={t('tools.searchPlaceholder')}
            clearLabel={t('servers.clearFilter')}
            shortcut="/"
            value={text}
            onChange={setText}
          />
        </div>
        {shown.length > 0 ? (
          <ToolOptions tools={shown} current={current?.name ?? ''} onChoose={setChosen} />
        ) : (
          <p className="px-4 py-2 text-muted wrap-anywhere">{t('tools.noMatch', { text: wanted.trim() })}</p>
        )}
      </div>
      <div className="relative min-h-0 min-w-0 flex-1 overflow-y-auto border-t border-line wide:border-t-0">
        {current && <ToolDetail key={current.name} tool={current} />}
      </div>
    </div>
  )
}

interface ToolOptionsProps {
  readonly tools: readonly ToolView[]
  readonly current: string
  readonly onChoose: (name: string) => void
}

function ToolOptions({ tools, current, onChoose }: ToolOptionsProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const index = tools.findIndex(tool => tool.name === current)
  const options = useVirtualizer({
    count: tools.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => optionHeight,
    overscan: 8,
  })
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.floor((scroller.current?.clientHeight ?? 0) / optionHeight)
    const next = rowAfterKey(event.key, index, tools.length, page)
    const tool = next === null ? undefined : tools[next]
    if (next === null || !tool) return
    event.preventDefault()
    onChoose(tool.name)
    options.scrollToIndex(next, { align: 'auto' })
  }
  return (
    <div
      ref={scroller}
      role="listbox"
      aria-label={t('tools.list')}
      aria-activedescendant={`tool-${index}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="relative min-h-0 flex-1 overflow-y-auto px-2 pb-2 -outline-offset-2"
    >
      <div role="presentation" className="relative" style={{ height: options.getTotalSize() }}>
        {options.getVirtualItems().map(item => (
          <ToolOption
            key={item.key}
            id={`tool-${item.index}`}
            tool={tools[item.index]}
            selected={item.index === index}
            position={[item.index + 1, tools.length]}
            start={item.start}
            onChoose={onChoose}
          />
        ))}
      </div>
    </div>
  )
}

interface ToolOptionProps {
  readonly id: string
  readonly tool: ToolView | undefined
  readonly selected: boolean
  readonly position: readonly [index: number, of: number]
  readonly start: number
  readonly onChoose: (name: string) => void
}

function ToolOption({ id, tool, selected, position: [index, of], start, onChoose }: ToolOptionProps) {
  if (!tool) return null
  return (
    <div
      id={id}
      role="option"
      aria-selected={selected}
      aria-posinset={index}
      aria-setsize={of}
      onClick={() => onChoose(tool.name)}
      style={{ transform: `translateY(${start}px)`, height: optionHeight }}
      className="absolute inset-x-0 top-0 flex flex-col justify-center rounded-control px-2.5 hover:bg-hover aria-selected:bg-selected"
    >
      <bdi dir="auto" className="truncate font-medium">
        {tool.title ?? tool.originalName}
      </bdi>
      <span dir="auto" className="truncate text-small text-muted">
        {tool.description ?? t('tools.noDescription')}
      </span>
    </div>
  )
}

function Loading() {
  return (
    <div role="status" aria-label={t('common.loading')} className="flex flex-col gap-4 p-5">
      {[0, 1, 2, 3].map(row => (
        <Skeleton key={row} className="h-8 w-72" />
      ))}
    </div>
  )
}
