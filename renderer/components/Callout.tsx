import type { ReactNode } from 'react'
import { CircleAlert, Info, TriangleAlert, type LucideIcon } from 'lucide-react'
import type { Tone } from './Badge.tsx'
import { toneText } from './status-look.ts'

const grounds: Readonly<Record<Tone, string>> = {
  ok: 'bg-ok-soft',
  busy: 'bg-busy-soft',
  warn: 'bg-warn-soft',
  bad: 'bg-bad-soft',
  quiet: 'bg-quiet-soft',
}
const icons: Readonly<Record<Tone, LucideIcon>> = {
  ok: Info,
  busy: Info,
  warn: TriangleAlert,
  bad: CircleAlert,
  quiet: Info,
}

export interface CalloutProps {
  readonly tone: Tone
  readonly title: ReactNode
  readonly icon?: ReactNode
  /** `alert` interrupts a screen reader, `status` waits its turn. @default neither */
  readonly role?: 'alert' | 'status'
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

/** A condition that holds now, with what to do about it. */
export function Callout({ tone, title, icon, role, children, actions }: CalloutProps) {
  const Icon = icons[tone]
  return (
    <div
      role={role}
      data-outlined=""
      className={`flex flex-wrap items-start gap-x-4 gap-y-2 rounded-card px-3 py-2.5 ${grounds[tone]}`}
    >
      <div className="flex min-w-0 flex-1 basis-72 gap-2.5">
        <span className={`mt-0.5 flex h-4 shrink-0 items-center ${toneText[tone]}`}>
          {icon ?? <Icon aria-hidden className="size-4" />}
        </span>
        <div className="min-w-0 flex-1">
          <p className="font-medium text-ink wrap-anywhere">{title}</p>
          {children !== undefined && <div className="mt-0.5 text-body text-muted wrap-anywhere">{children}</div>}
        </div>
      </div>
      {actions !== undefined && (
        <div className="flex shrink-0 flex-wrap items-center gap-1.5 self-center">{actions}</div>
      )}
    </div>
  )
}
