import type { AttemptView } from '#shared/ipc/contract'
import { formatDuration } from '../../format/duration.ts'
import { t } from '../../messages.ts'
import { phaseShares } from './phase-shares.ts'

export interface PhaseBarProps {
  readonly phases: AttemptView['phases']
  readonly outcome: AttemptView['outcome']
}

/** Where an attempt's time went: a bar in proportion, the longest steps in words beneath. */
export function PhaseBar({ phases, outcome }: PhaseBarProps) {
  const shares = phaseShares(phases)
  const last = shares.at(-1)
  const inWords = shares.filter(({ share, name }) => share >= 0.08 || name === last?.name)
  return (
    <div>
      <div aria-hidden className="flex h-1 gap-px overflow-hidden rounded-full">
        {shares.map(({ name, share }) => (
          <span
            key={name}
            title={t(`phase.${name}`)}
            style={{ flexGrow: share }}
            className={`min-w-1 basis-0 forced-colors:border ${colourOf(name === last?.name, outcome)}`}
          />
        ))}
      </div>
      <ul className="mt-1 flex flex-wrap gap-x-3 text-caption text-faint tabular-nums">
        {inWords.map(({ name, durationMs }) => (
          <li key={name}>
            {durationMs === null
              ? t('attempts.phaseRunning', { phase: t(`phase.${name}`) })
              : t('attempts.phase', { phase: t(`phase.${name}`), duration: formatDuration(durationMs) })}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The step that decided the outcome carries its tone. */
function colourOf(isLast: boolean, outcome: AttemptView['outcome']): string {
  if (outcome === 'failed' && isLast) return 'bg-bad/75'
  if (outcome === 'running' && isLast) return 'bg-busy animate-pulse'
  return outcome === 'ready' ? 'bg-ok/70' : 'bg-control/60'
}
