import type { FailureReport } from '#shared/failure-report'
import { phases } from '#shared/status'
import { useClient } from '../../app/hooks.ts'
import { Card } from '../../components/Card.tsx'
import { CodeBlock } from '../../components/CodeBlock.tsx'
import { TimeText } from '../../components/TimeText.tsx'
import { inWords } from '../../format/in-words.ts'
import { t } from '../../messages.ts'
import { Disclosure } from './Disclosure.tsx'
import { describeExit } from './LastError.tsx'

type Failure = FailureReport['error_history'][number]

/** The last failures, newest first; each opens to what the program printed. */
export function ErrorHistory({ history }: { readonly history: readonly Failure[] }) {
  const newest = history.toReversed()
  return (
    <Card title={t('report.history', { count: history.length })}>
      {newest.length === 0 && <p className="text-muted">{t('report.historyEmpty')}</p>}
      <ol className="flex flex-col divide-y divide-line">
        {newest.map((failure, index) => (
          <li key={index} className="py-0.5">
            <Disclosure summary={<Summary failure={failure} />}>
              <Printed failure={failure} />
            </Disclosure>
          </li>
        ))}
      </ol>
    </Card>
  )
}

function Summary({ failure }: { readonly failure: Failure }) {
  const { timestamp, error_type: type, error_msg: message } = failure
  return (
    <>
      <span className="flex items-baseline gap-3">
        <bdi dir="auto" className="min-w-0 flex-1 font-medium wrap-anywhere">
          {message}
        </bdi>
        <span className="shrink-0 text-small text-muted">
          <TimeText at={Date.parse(timestamp)} as="relative" />
        </span>
      </span>
      <span className="block text-small text-muted first-letter:uppercase">
        {[inWords(type), placeOf(failure), exitOf(failure)].filter(text => text !== null).join(' · ')}
      </span>
    </>
  )
}

function Printed({ failure: { stack_trace: printed } }: { readonly failure: Failure }) {
  const { actions } = useClient()
  if (printed === '') return <p className="text-small text-muted">{t('report.printedNothing')}</p>
  return <CodeBlock label={t('overview.printed')} code={printed} copyLabel={t('common.copy')} onCopy={actions.copy} />
}

function placeOf({ phase, state }: Failure): string | null {
  if (state === 'ready') return t('report.whileReady')
  const known = phases.find(one => one === phase)
  return known === undefined ? null : t('overview.failedIn', { phase: t(`phase.${known}`).toLowerCase() })
}

function exitOf({ exit_code: code, signal }: Failure): string | null {
  return code === null && signal === null ? null : describeExit({ code, signal })
}
