import type { ReactNode } from 'react'
import type { Check } from '#shared/check'
import { CircleCheck, CircleHelp, CircleX, LoaderCircle, type LucideIcon } from 'lucide-react'
import { t, type MessageKey } from '../../messages.ts'

type Outcome = 'ok' | 'bad' | 'unknown' | 'running'

const looks: Readonly<Record<Outcome, readonly [LucideIcon, string, Extract<MessageKey, OutcomeKey>]>> = {
  ok: [CircleCheck, 'text-ok', 'check.ok'],
  bad: [CircleX, 'text-bad', 'check.bad'],
  unknown: [CircleHelp, 'text-quiet', 'check.unknown'],
  running: [LoaderCircle, 'text-busy animate-spin', 'diagnosis.trial.running'],
}
type OutcomeKey = 'check.ok' | 'check.bad' | 'check.unknown' | 'diagnosis.trial.running'

export const outcomeOf = (ok: boolean | null): Outcome => (ok === null ? 'unknown' : ok ? 'ok' : 'bad')

export interface ChecksProps {
  readonly checks: readonly Check[]
  /** Recommendations that stand elsewhere on the page already. */
  readonly said: readonly string[]
}

/** What each look saw: problems first, otherwise in the order given. */
export function Checks({ checks, said }: ChecksProps) {
  if (checks.length === 0) return <p className="text-muted">{t('check.none')}</p>
  const sorted = checks.toSorted((a, b) => Number(a.ok !== false) - Number(b.ok !== false))
  return (
    <CheckList>
      {sorted.map(({ name, ok, detail, recommendation }, index) => (
        <CheckRow key={index} name={name} outcome={outcomeOf(ok)} detail={detail}>
          {recommendation !== null && !said.includes(recommendation) && <p className="select-text">{recommendation}</p>}
        </CheckRow>
      ))}
    </CheckList>
  )
}

export function CheckList({ children }: { readonly children: ReactNode }) {
  return <ul className="flex flex-col divide-y divide-line">{children}</ul>
}

export interface CheckRowProps {
  readonly name: string
  readonly outcome: Outcome
  readonly detail?: string
  readonly children?: ReactNode
}

/** One look: its outcome by shape, colour and word, and what was seen. */
export function CheckRow({ name, outcome, detail, children }: CheckRowProps) {
  const [Icon, tone, word] = looks[outcome]
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)] gap-x-2.5 py-1.5 first:pt-0 last:pb-0 wide:grid-cols-[1rem_8rem_minmax(0,1fr)]">
      <Icon aria-hidden className={`mt-0.5 size-4 ${tone}`} />
      <p className="font-medium">
        {name}
        <span className="sr-only">: {t(word)}</span>
      </p>
      <div dir="auto" className="col-start-2 min-w-0 wrap-anywhere wide:col-start-3">
        {detail !== undefined && <p className="text-muted select-text">{detail}</p>}
        {children}
      </div>
    </li>
  )
}
