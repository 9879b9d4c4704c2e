import type { Status } from '#shared/status'
import { t } from '../messages.ts'
import { Badge } from './Badge.tsx'
import { statusLooks, toneText } from './status-look.ts'

/** A status as icon and word. */
export function StatusBadge({ status }: { readonly status: Status }) {
  const { tone } = statusLooks[status]
  return (
    <Badge tone={tone} data-status={status} className="pl-1.5">
      <StatusIcon status={status} className="size-3.5" />
      {t(`status.${status}`)}
    </Badge>
  )
}

/** The icon alone, for where the word stands beside it. */
export function StatusIcon({ status, className = 'size-4' }: { readonly status: Status; readonly className?: string }) {
  const { tone, icon: Icon, spins = false } = statusLooks[status]
  return <Icon aria-hidden className={`shrink-0 ${toneText[tone]} ${spins ? 'animate-spin' : ''} ${className}`} />
}
