import type { ReactNode } from 'react'

export function Kbd({ children }: { readonly children: ReactNode }) {
  return (
    <kbd
      data-outlined=""
      className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-small border border-line bg-surface px-1 font-sans text-caption leading-none text-muted"
    >
      {children}
    </kbd>
  )
}
