import type { DiagnosisView, ServerView } from '#shared/ipc/contract'
import { FileText, RotateCw, X } from 'lucide-react'
import { useClient, useDiagnosis } from '../../app/hooks.ts'
import { Button } from '../../components/Button.tsx'
import { Card } from '../../components/Card.tsx'
import { CodeBlock } from '../../components/CodeBlock.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { IconButton } from '../../components/IconButton.tsx'
import { Progress } from '../../components/Progress.tsx'
import { TimeText } from '../../components/TimeText.tsx'
import { formatDuration } from '../../format/duration.ts'
import { t } from '../../messages.ts'
import type { DiagnosisState } from '../../stores/diagnoses.ts'
import { canReport } from '../servers/commands.ts'
import { CheckList, CheckRow, Checks, outcomeOf } from './Checks.tsx'
import { Disclosure } from './Disclosure.tsx'
import { Recommendations } from './Recommendations.tsx'

/** A diagnose of this server: each look as it is taken, then what was found and what to do. */
export function Diagnosis({ server }: { readonly server: ServerView }) {
  const { diagnoses } = useClient()
  const { name } = server
  const state = useDiagnosis(name)
  return (
    <>
      <p role="status" className="sr-only">
        {state && announce(state)}
      </p>
      {state && (
        <Card
          title={t('diagnosis.title')}
          actions={
            state.kind !== 'running' && (
              <IconButton
                label={t('diagnosis.close')}
                icon={<X aria-hidden className="size-3.5" />}
                onClick={() => diagnoses.close(name)}
              />
            )
          }
        >
          {state.kind === 'running' && <Running state={state} />}
          {state.kind === 'done' && <Found server={server} found={state.found} />}
          {state.kind === 'failed' && (
            <ErrorState title={t('diagnosis.failed')} why={state.why} onRetry={() => void diagnoses.run(name)} />
          )}
        </Card>
      )}
    </>
  )
}

function Running({ state: { steps, done, total } }: { readonly state: Extract<DiagnosisState, { kind: 'running' }> }) {
  const known = steps.filter(({ ok }) => ok !== null) // what does not apply, or could not be told, is no news yet
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-col gap-1.5">
        <p className="text-small text-muted tabular-nums">
          {total === null ? t('diagnosis.beginning') : t('diagnosis.counting', { done, total })}
        </p>
        <Progress label={t('diagnosis.progress')} value={done} max={total ?? 1} />
      </div>
      <CheckList>
        {known.map(({ name, ok }, index) => (
          <CheckRow key={index} name={name} outcome={outcomeOf(ok)} />
        ))}
        {(total === null || done < total) && (
          <CheckRow name={t('diagnosis.trial')} outcome="running" detail={t('diagnosis.trial.running')} />
        )}
      </CheckList>
    </div>
  )
}

function Found({ server, found }: { readonly server: ServerView; readonly found: DiagnosisView }) {
  const { diagnoses, actions } = useClient()
  const { at, durationMs, healthy, checks, recommendations } = found
  return (
    <div className="flex flex-col gap-3">
      <div>
        <p dir="auto" className={`font-medium select-text wrap-anywhere ${healthy ? 'text-ok' : 'text-bad'}`}>
          {summaryOf(found)}
        </p>
        <p className="text-small text-muted tabular-nums">
          {t('diagnosis.took', { duration: formatDuration(durationMs) })} ·{' '}
          <TimeText at={at + durationMs} as="relative" />
        </p>
      </div>
      {recommendations.length > 0 && (
        <section aria-label={t('diagnosis.whatToDo')} className="rounded-control bg-selected px-3 py-2">
          <h3 className="mb-1 font-medium">{t('diagnosis.whatToDo')}</h3>
          <Recommendations texts={recommendations} />
        </section>
      )}
      <section aria-label={t('diagnosis.checks')}>
        <Checks checks={checks} said={recommendations} />
        <div className="border-t border-line pt-1.5 not-first:mt-1.5">
          <Trial trial={found.trial} />
        </div>
      </section>
      <div className="flex flex-wrap gap-2">
        <Button
          size="small"
          icon={<RotateCw aria-hidden className="size-3.5" />}
          onClick={() => void diagnoses.run(server.name)}
        >
          {t('diagnosis.again')}
        </Button>
        {canReport(server) && (
          <Button
            size="small"
            icon={<FileText aria-hidden className="size-3.5" />}
            onClick={() => void actions.writeReport(server.name)}
          >
            {t('diagnosis.writeReport')}
          </Button>
        )}
      </div>
    </div>
  )
}

/** The server really started once, what it said, and that it is gone again. */
function Trial({ trial }: { readonly trial: DiagnosisView['trial'] }) {
  const { actions } = useClient()
  const { outcome, detail, durationMs, output, cleanup } = trial
  const after = [
    ...(outcome === 'ready' || outcome === 'failed'
      ? [t('diagnosis.trial.took', { duration: formatDuration(durationMs) })]
      : []),
    ...(cleanup === null ? [] : [t(`diagnosis.trial.${cleanup}`)]),
  ]
  return (
    <CheckList>
      <CheckRow
        name={t(outcome === 'live' ? 'diagnosis.trial.live' : 'diagnosis.trial')}
        outcome={outcome === 'skipped' ? 'unknown' : outcomeOf(outcome !== 'failed')}
        detail={detail}
      >
        {after.length > 0 && <p className="text-small text-faint tabular-nums">{after.join(' · ')}</p>}
        {output.length > 0 && (
          <Disclosure summary={t('diagnosis.trial.printed')}>
            <CodeBlock
              label={t('diagnosis.trial.printed')}
              code={output.join('\n')}
              copyLabel={t('common.copy')}
              onCopy={actions.copy}
            />
          </Disclosure>
        )}
      </CheckRow>
    </CheckList>
  )
}

function announce(state: DiagnosisState): string {
  if (state.kind === 'running') return t('diagnosis.running')
  return state.kind === 'done' ? summaryOf(state.found) : t('diagnosis.failed')
}

/** What was found, in one sentence. */
function summaryOf({ healthy, checks, trial, lastError }: DiagnosisView): string {
  const problems = checks.filter(({ ok }) => ok === false).length
  if (healthy && problems > 0) return t('diagnosis.worksThough', { count: problems })
  if (healthy) return t('diagnosis.healthy', { count: checks.length })
  const detail = trial.outcome === 'failed' ? trial.detail : (lastError?.summary ?? trial.detail)
  return detail === '' ? t('diagnosis.brokenBare') : t('diagnosis.broken', { detail })
}
