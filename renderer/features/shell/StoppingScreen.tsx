import { shutdownPhases, type AppView, type ShutdownPhase } from '#shared/ipc/contract'
import { CircleCheck, CircleDashed, LoaderCircle, type LucideIcon } from 'lucide-react'
import { Progress } from '../../components/Progress.tsx'
import { TimeText } from '../../components/TimeText.tsx'
import { t } from '../../messages.ts'

const shownNames = 8

/** Quitting: which step is under way, and what is still going away. Nothing can be done here any more. */
export function StoppingScreen({ app }: { readonly app: AppView }) {
  const { stopping: names, startup, shutdown } = app
  const most = Math.max(names.length, startup.total)
  return (
    <main className="flex h-full flex-col items-center justify-center gap-4 p-8 text-center">
      <div>
        <h1 className="text-display font-semibold tracking-tight">{t('stopping.title')}</h1>
        <p className="mt-1 max-w-lg text-muted">{t('stopping.body')}</p>
      </div>
      <div className="w-72">
        <Progress label={t('stopping.progress')} value={most - names.length} max={most} />
        <p role="status" className="mt-2 text-small text-muted tabular-nums">
          {names.length > 0
            ? t('stopping.left', { count: names.length })
            : t(`stopping.phase.${shutdown?.phase ?? 'close'}`)}
        </p>
      </div>
      {shutdown && <Phases current={shutdown.phase} since={shutdown.phaseStartedAt} />}
      <ul className="flex max-w-lg flex-wrap justify-center gap-1.5">
        {names.slice(0, shownNames).map(name => (
          <li
            key={name}
            dir="auto"
            className="max-w-48 truncate rounded-full bg-quiet-soft px-2.5 text-small text-muted"
          >
            {name}
          </li>
        ))}
        {names.length > shownNames && (
          <li className="px-1 text-small text-faint">{t('common.and', { count: names.length - shownNames })}</li>
        )}
      </ul>
    </main>
  )
}

const looks: Readonly<Record<'past' | 'now' | 'ahead', readonly [icon: LucideIcon, tone: string, text: string]>> = {
  past: [CircleCheck, 'text-ok', 'text-muted'],
  now: [LoaderCircle, 'text-busy animate-spin', 'font-medium'],
  ahead: [CircleDashed, 'text-faint', 'text-faint'],
}

function Phases({ current, since }: { readonly current: ShutdownPhase; readonly since: number }) {
  const at = shutdownPhases.indexOf(current)
  return (
    <ol aria-label={t('stopping.phases')} className="flex w-72 flex-col gap-1 text-start text-small">
      {shutdownPhases.map((phase, index) => {
        const [Icon, tone, text] = looks[index < at ? 'past' : index === at ? 'now' : 'ahead']
        return (
          <li
            key={phase}
            aria-current={index === at ? 'step' : undefined}
            className={`flex items-center gap-2 ${text}`}
          >
            <Icon aria-hidden className={`size-3.5 shrink-0 ${tone}`} />
            <span className="flex-1">{t(`stopping.phase.${phase}`)}</span>
            {index === at && <TimeText at={since} as="uptime" />}
          </li>
        )
      })}
    </ol>
  )
}
