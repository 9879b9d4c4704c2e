import type { AppView } from '#shared/ipc/contract'
import { LoaderCircle } from 'lucide-react'
import { Progress } from '../../components/Progress.tsx'
import { t } from '../../messages.ts'

const shownNames = 12

/** Quitting: what is still going away. Nothing can be done here any more. */
export function StoppingScreen({ app }: { readonly app: AppView }) {
  const { stopping: names, startup, shutdown } = app
  const most = Math.max(names.length, startup.total)
  return (
    <main className="flex h-full flex-col items-center justify-center gap-4 p-8 text-center">
      <LoaderCircle aria-hidden className="size-8 animate-spin text-busy" />
      <div>
        <h1 className="text-display font-semibold tracking-tight">{t('stopping.title')}</h1>
        <p className="mt-1 max-w-md text-muted">{t('stopping.body')}</p>
      </div>
      <div className="w-72">
        <Progress label={t('stopping.progress')} value={most - names.length} max={most} />
        <p role="status" className="mt-2 text-small text-muted tabular-nums">
          {names.length > 0
            ? t('stopping.left', { count: names.length })
            : t(`stopping.phase.${shutdown?.phase ?? 'close'}`)}
        </p>
      </div>
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
