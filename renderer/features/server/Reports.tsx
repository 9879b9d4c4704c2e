import { useEffect, useRef, useState } from 'react'
import type { ServerView } from '#shared/ipc/contract'
import type { ReportEntry } from '#shared/failure-report'
import { ChevronRight, FilePlus, FileText } from 'lucide-react'
import { useAnswer, useClient } from '../../app/hooks.ts'
import { Button } from '../../components/Button.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { Skeleton } from '../../components/Skeleton.tsx'
import { TimeText } from '../../components/TimeText.tsx'
import { formatInstant } from '../../format/clock-time.ts'
import { inWords } from '../../format/in-words.ts'
import { t } from '../../messages.ts'
import { canReport } from '../servers/commands.ts'
import { ReportPage } from './ReportPage.tsx'

/** The failure reports about one server, or the one on show. */
export function Reports({ server, shown }: { readonly server: ServerView; readonly shown: string | null }) {
  const last = useRef<string | null>(null) // where the focus goes on the way back
  if (shown === null) return <ReportList server={server} focused={last.current} />
  last.current = shown
  return <ReportPage key={shown} name={server.name} id={shown} />
}

function ReportList({ server, focused }: { readonly server: ServerView; readonly focused: string | null }) {
  const { name } = server
  const [answer, askAgain] = useAnswer('reports:list', { server: name }, useNewReports(name))
  if (answer.kind === 'failed') return <ErrorState title={t('reports.failed')} why={answer.why} onRetry={askAgain} />
  if (answer.kind === 'loading') return <Loading />
  if (answer.value.length === 0) {
    return (
      <EmptyState
        icon={<FileText className="size-5" />}
        title={t('reports.emptyTitle')}
        {...(canReport(server) && { body: t('reports.emptyBody') })}
      >
        {canReport(server) && <WriteButton name={name} />}
      </EmptyState>
    )
  }
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-2 p-5">
      <div className="flex items-center justify-between gap-2">
        <h2 className="text-small font-semibold text-muted">{t('reports.count', { count: answer.value.length })}</h2>
        {canReport(server) && <WriteButton name={name} />}
      </div>
      <ul
        data-outlined=""
        aria-label={t('reports.title')}
        className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface shadow-card"
      >
        {answer.value.map(entry => (
          <Entry key={entry.id} entry={entry} takesFocus={entry.id === focused} />
        ))}
      </ul>
    </div>
  )
}

function WriteButton({ name }: { readonly name: string }) {
  const { actions } = useClient()
  const [writing, setWriting] = useState(false)
  const write = async () => {
    setWriting(true)
    await actions.writeReport(name)
    setWriting(false)
  }
  return (
    <Button
      size="small"
      busy={writing}
      icon={<FilePlus aria-hidden className="size-3.5" />}
      onClick={() => void write()}
    >
      {t('reports.write')}
    </Button>
  )
}

function Entry({ entry, takesFocus }: { readonly entry: ReportEntry; readonly takesFocus: boolean }) {
  const { view } = useClient()
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (takesFocus) button.current?.focus()
  }, [takesFocus])
  const { id, server, category, at } = entry
  return (
    <li>
      <button
        ref={button}
        type="button"
        onClick={() => view.openReport(server, id)}
        className="flex w-full items-center gap-3 px-4 py-2 text-start -outline-offset-2 hover:bg-hover"
      >
        <FileText aria-hidden className="size-4 shrink-0 text-muted" />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium first-letter:uppercase">
            {category === null ? t('reports.onDemand') : inWords(category)}
          </span>
          <span className="block text-small text-muted tabular-nums">{formatInstant(at)}</span>
        </span>
        <span className="shrink-0 text-small text-muted">
          <TimeText at={at} as="relative" />
        </span>
        <ChevronRight aria-hidden className="size-4 shrink-0 text-faint rtl:rotate-180" />
      </button>
    </li>
  )
}

/** Grows with each report that is written about the server. */
function useNewReports(name: string): number {
  const { bridge } = useClient()
  const [count, setCount] = useState(0)
  useEffect(
    () => bridge.on('report:created', ({ server }) => server === name && setCount(before => before + 1)),
    [bridge, name],
  )
  return count
}

function Loading() {
  return (
    <div role="status" aria-label={t('common.loading')} className="mx-auto flex max-w-3xl flex-col gap-3 p-5">
      {[0, 1, 2].map(row => (
        <Skeleton key={row} className="h-10 w-full" />
      ))}
    </div>
  )
}
