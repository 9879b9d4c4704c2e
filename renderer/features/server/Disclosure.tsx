import type { ReactNode } from 'react'
import { ChevronRight } from 'lucide-react'

export interface DisclosureProps {
  readonly summary: ReactNode
  readonly children: ReactNode
}

/** A line that opens to show more; the system's own, so that keys and search in the page know it. */
export function Disclosure({ summary, children }: DisclosureProps) {
  return (
    <details className="group/disclosure">
      <summary className="flex cursor-default list-none items-start gap-2 rounded-small py-1 hover:bg-hover">
        <ChevronRight
          aria-hidden
          className="mt-0.5 size-4 shrink-0 text-muted group-open/disclosure:rotate-90 rtl:not-group-open/disclosure:rotate-180"
        />
        <span className="min-w-0 flex-1">{summary}</span>
      </summary>
      <div className="ps-6 pt-1 pb-2">{children}</div>
    </details>
  )
}
