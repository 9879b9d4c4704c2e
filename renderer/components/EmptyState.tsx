import type { ReactNode } from 'react'

export interface EmptyStateProps {
  readonly icon: ReactNode
  readonly title: string
  readonly body?: string
  /** The title is the page's own. @default false */
  readonly isPage?: boolean
  readonly children?: ReactNode
}

/** Says why there is nothing here, and what to do about it. */
export function EmptyState({ icon, title, body, isPage = false, children }: EmptyStateProps) {
  const Title = isPage ? 'h1' : 'p'
  return (
    <div className="flex h-full flex-col items-center justify-center gap-2 p-8 text-center">
      <span aria-hidden className="mb-1 flex size-10 items-center justify-center rounded-card bg-quiet-soft text-faint">
        {icon}
      </span>
      <Title className="text-title font-semibold tracking-tight wrap-anywhere">{title}</Title>
      {body !== undefined && <p className="max-w-md text-body text-muted wrap-anywhere">{body}</p>}
      {children !== undefined && <div className="mt-2 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  )
}
