import type { ReactNode } from 'react'
import { useId } from 'react'

export interface CardProps {
  readonly title: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}

export function Card({ title, actions, children }: CardProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} data-outlined="" className="rounded-card border border-line bg-surface shadow-card">
      <header className="flex min-h-10 items-center justify-between gap-2 px-4 pt-2">
        <h2 id={id} className="text-small font-semibold text-muted">
          {title}
        </h2>
        {actions}
      </header>
      <div className="px-4 pt-1 pb-4">{children}</div>
    </section>
  )
}
