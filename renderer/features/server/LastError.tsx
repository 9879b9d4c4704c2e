import type { FailureView } from '#shared/ipc/contract'
import { Lightbulb } from 'lucide-react'
import { useClient } from '../../app/hooks.ts'
import { Badge } from '../../components/Badge.tsx'
import { Card } from '../../components/Card.tsx'
import { CodeBlock } from '../../components/CodeBlock.tsx'
import { CopyButton } from '../../components/CopyButton.tsx'
import { TimeText } from '../../components/TimeText.tsx'
import { Tooltip } from '../../components/Tooltip.tsx'
import { t } from '../../messages.ts'

/** Below this the cause is a guess, and says so. */
const sureFrom = 0.5

/** What the failure is to people now: the reason of the trouble, what is over, or why the entry cannot be used. */
export type FailureRole = 'lastError' | 'earlierError' | 'invalid'

export function LastError({ failure, role }: { readonly failure: FailureView; readonly role: FailureRole }) {
  const { actions } = useClient()
  const { summary, recommendation, stderrTail, phase, exit, at, confidence } = failure
  return (
    <Card
      title={t(`overview.${role}`)}
      actions={<CopyButton label={t('action.copyError')} onCopy={() => actions.copy(describe(failure))} />}
    >
      <p
        dir="auto"
        className={`font-medium select-text wrap-anywhere ${role === 'earlierError' ? 'text-muted' : 'text-bad'}`}
      >
        {summary}
      </p>
      <p className="mt-1 flex flex-wrap items-center gap-x-1 gap-y-1 text-small text-muted">
        <TimeText at={at} as="relative" />
        {phase !== null && <span>· {t('overview.failedIn', { phase: t(`phase.${phase}`).toLowerCase() })}</span>}
        {exit && <span>· {describeExit(exit)}</span>}
        {confidence < sureFrom && <Guess confidence={confidence} />}
      </p>
      {recommendation !== null && (
        <div className="mt-3 flex gap-2.5 rounded-control bg-selected px-3 py-2">
          <Lightbulb aria-hidden className="mt-0.5 size-4 shrink-0 text-link" />
          <p className="min-w-0">
            <span className="font-medium">{t('overview.whatToDo')}: </span>
            <bdi dir="auto" className="select-text wrap-anywhere">
              {recommendation}
            </bdi>
          </p>
        </div>
      )}
      {stderrTail.length > 0 && (
        <div className="mt-3">
          <h3 className="mb-1.5 text-small text-muted">{t('overview.printed')}</h3>
          <CodeBlock
            label={t('overview.printed')}
            code={stderrTail.join('\n')}
            copyLabel={t('common.copy')}
            onCopy={actions.copy}
          />
        </div>
      )}
    </Card>
  )
}

function Guess({ confidence }: { readonly confidence: number }) {
  const percent = `${Math.round(confidence * 100)} %`
  return (
    <Tooltip text={t('overview.unsureHint', { percent })}>
      <button type="button" className="rounded-full">
        <Badge tone="warn">{t('overview.unsure')}</Badge>
      </button>
    </Tooltip>
  )
}

/** How the process ended, in words. */
export function describeExit({ code, signal }: NonNullable<FailureView['exit']>): string {
  return signal !== null ? t('overview.exitSignal', { signal }) : t('overview.exitCode', { code: String(code ?? '?') })
}

function describe({ summary, recommendation, stderrTail }: FailureView): string {
  return [summary, ...(recommendation === null ? [] : [recommendation]), ...stderrTail].join('\n')
}
