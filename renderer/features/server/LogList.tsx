import { useEffect, useRef } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { formatClock } from '../../format/clock-time.ts'
import { t } from '../../messages.ts'
import type { NumberedLine } from '../../stores/log-lines.ts'

export interface LogListProps {
  readonly label: string
  readonly lines: readonly NumberedLine[]
  readonly wraps: boolean
  /** Keeps the newest line in sight. */
  readonly following: boolean
  /** Scrolling away from the end stops following, scrolling back to it follows again. */
  readonly onFollow: (following: boolean) => void
}

const lineHeight = 20
/** Pixels from the end that still count as being there. */
const nearEnd = 24

/** Lines as they were printed, however many. */
export function LogList({ label, lines, wraps, following, onFollow }: LogListProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    getItemKey: index => lines[index]?.id ?? index,
    overscan: 20,
  })
  useEffect(() => rows.measure(), [rows, wraps])
  const lastId = lines.at(-1)?.id
  useEffect(() => {
    if (following) rows.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [rows, following, lastId, lines.length, wraps])

  const isAtEnd = () => {
    const box = scroller.current
    return box !== null && box.scrollHeight - box.scrollTop - box.clientHeight < nearEnd
  }
  const noteScroll = () => {
    if (isAtEnd() !== following) onFollow(isAtEnd())
  }
  return (
    <div
      ref={scroller}
      role="log"
      aria-label={label}
      aria-live="off"
      tabIndex={0}
      dir="ltr"
      onWheel={event => event.deltaY < 0 && onFollow(false)}
      onScroll={() => isAtEnd() && !following && onFollow(true)}
      onPointerUp={noteScroll}
      onKeyUp={noteScroll}
      className="relative min-h-0 flex-1 overflow-auto bg-sunken py-1 font-mono text-small -outline-offset-2"
    >
      <div className="relative min-w-full" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(item => (
          <div
            key={item.key}
            ref={wraps ? rows.measureElement : undefined}
            data-index={item.index}
            style={{ transform: `translateY(${item.start}px)` }}
            className={`absolute top-0 left-0 min-h-5 min-w-full px-5 ${wraps ? 'right-0' : ''}`}
          >
            <Line line={lines[item.index]} wraps={wraps} />
          </div>
        ))}
      </div>
    </div>
  )
}

const tones = {
  trace: 'text-faint',
  debug: 'text-muted',
  info: 'text-ink',
  warn: 'text-warn',
  error: 'text-bad',
} as const

function Line({ line, wraps }: { readonly line: NumberedLine | undefined; readonly wraps: boolean }) {
  if (!line) return null
  const { at, level, source, text } = line
  return (
    <p className="flex gap-3 leading-5 select-text">
      <span className="shrink-0 text-faint tabular-nums">{formatClock(at)}</span>
      <span className="w-16 shrink-0 text-faint">{t(`log.source.${source}`)}</span>
      <span className="w-9 shrink-0 text-muted">{level}</span>
      <span className={`${tones[level]} ${wraps ? 'min-w-0 whitespace-pre-wrap wrap-anywhere' : 'whitespace-pre'}`}>
        {text}
      </span>
    </p>
  )
}
