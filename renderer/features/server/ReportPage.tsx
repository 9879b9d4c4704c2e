import { useEffect, useRef, type ReactNode } from 'react'
import type { FailureReport } from '#shared/failure-report'
import { ArrowLeft } from 'lucide-react'
import type { BridgeOutput } from '#shared/ipc/bridge'
import { useAnswer, useClient } from '../../app/hooks.ts'
import { Card } from '../../components/Card.tsx'
import { CopyButton } from '../../components/CopyButton.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { IconButton } from '../../components/IconButton.tsx'
import { Skeleton } from '../../components/Skeleton.tsx'
import { TimeText } from '../../components/TimeText.tsx'
import { formatInstant } from '../../format/clock-time.ts'
import { inWords } from '../../format/in-words.ts'
import { t } from '../../messages.ts'
import { Checks } from './Checks.tsx'
import { ErrorHistory } from './ErrorHistory.tsx'
import { Recommendations } from './Recommendations.tsx'

type Shown = BridgeOutput<'reports:get'>

/** One failure report: what happened, what to do, what was seen, and the last failures. */
export function ReportPage({ name, id }: { readonly name: string; readonly id: string }) {
  const [answer, askAgain] = useAnswer('reports:get', { id })
  return (
    <article className="mx-auto flex max-w-6xl flex-col gap-4 p-5">
      {answer.kind === 'ready' ? (
        <Report name={name} shown={answer.value} />
      ) : (
        <>
          <BackButton name={name} />
          {answer.kind === 'failed' && <ErrorState title={t('report.failed')} why={answer.why} onRetry={askAgain} />}
          {answer.kind === 'loading' && <Loading />}
        </>
      )}
    </article>
  )
}

function Report({ name, shown: { entry, report, markdown } }: { readonly name: string; readonly shown: Shown }) {
  const { actions } = useClient()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), []) // read from its sentence on
  const { recommendations, diagnostics, error_history: history } = report
  return (
    <>
      <header className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <BackButton name={name} />
        <div className="min-w-0 flex-1 basis-72">
          <h2
            ref={heading}
            tabIndex={-1}
            dir="auto"
            className="text-title font-semibold tracking-tight outline-none select-text wrap-anywhere"
          >
            {sentenceOf(report)}
          </h2>
          <p className="text-small text-muted tabular-nums">
            {formatInstant(entry.at)} · <TimeText at={entry.at} as="relative" />
          </p>
        </div>
        <CopyButton worded label={t('report.copyMarkdown')} onCopy={() => actions.copy(markdown)} />
      </header>
      <div className="grid gap-4 roomy:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <Card title={t('diagnosis.whatToDo')}>
            {recommendations.length > 0 ? (
              <Recommendations texts={recommendations} />
            ) : (
              <p className="text-muted">{t('report.noAdvice')}</p>
            )}
          </Card>
          <Card title={t('diagnosis.checks')}>
            <Checks checks={diagnostics.checks} said={recommendations} />
          </Card>
          <ErrorHistory history={history} />
        </div>
        <div className="min-w-0">
          <ReportFacts shown={{ entry, report }} />
        </div>
      </div>
    </>
  )
}

function ReportFacts({ shown: { entry, report } }: { readonly shown: Omit<Shown, 'markdown'> }) {
  const { actions } = useClient()
  const { diagnostics, consecutive_failures: failures } = report
  const { command, args, last_success_time: success, error_pattern: pattern } = diagnostics
  return (
    <Card title={t('facts.title')}>
      <dl className="flex flex-col gap-2.5 text-small">
        <Fact title={t('report.failures')}>{String(failures)}</Fact>
        {pattern !== null && <Fact title={t('report.pattern')}>{inWords(pattern)}</Fact>}
        <Fact title={t('report.lastSuccess')}>
          {success === null ? t('report.never') : <TimeText at={Date.parse(success)} as="relative" />}
        </Fact>
        <Fact title={t('report.protocol')}>{diagnostics.protocol}</Fact>
        {command !== null && <Path title={t('report.command')} text={[command, ...args].join(' ')} />}
        {diagnostics.resolved_command !== null && (
          <Path title={t('report.resolved')} text={diagnostics.resolved_command} />
        )}
        {diagnostics.working_dir !== null && <Path title={t('report.folder')} text={diagnostics.working_dir} />}
        {diagnostics.env.length > 0 && <Path title={t('report.variables')} text={diagnostics.env.join(', ')} />}
        <Path
          title={t('report.file')}
          text={entry.path}
          action={<CopyButton label={t('report.copyPath')} onCopy={() => actions.copy(entry.path)} />}
        />
      </dl>
    </Card>
  )
}

function Fact({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="shrink-0 text-muted">{title}</dt>
      <dd className="min-w-0 text-end select-text wrap-anywhere">{children}</dd>
    </div>
  )
}

/** A fact as a machine writes it, with a line of its own. */
function Path({ title, text, action }: { readonly title: string; readonly text: string; readonly action?: ReactNode }) {
  return (
    <div>
      <dt className="flex items-center justify-between text-muted">
        {title}
        {action}
      </dt>
      <dd dir="ltr" className="font-mono text-caption leading-4 select-text wrap-anywhere">
        {text}
      </dd>
    </div>
  )
}

function BackButton({ name }: { readonly name: string }) {
  const { view } = useClient()
  return (
    <IconButton
      label={t('report.back')}
      shortcut="Esc"
      icon={<ArrowLeft aria-hidden className="size-4 rtl:rotate-180" />}
      onClick={() => view.openReport(name, null)}
    />
  )
}

function sentenceOf({ server_name: name, consecutive_failures: count, error_history: history }: FailureReport): string {
  const error = history.at(-1)?.error_msg
  if (count === 0) return t('report.sentenceNone', { name })
  return error === undefined ? t('report.sentenceBare', { name, count }) : t('report.sentence', { name, count, error })
}

function Loading() {
  return (
    <div role="status" aria-label={t('common.loading')} className="flex flex-col gap-3">
      <Skeleton className="h-5 w-2/3" />
      <Skeleton className="h-24 w-full" />
    </div>
  )
}
