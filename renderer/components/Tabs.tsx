import type { ComponentProps, ReactNode } from 'react'
import { Tabs as Radix } from 'radix-ui'

export const Tabs = Radix.Root

export function TabList({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <Radix.List aria-label={label} className="flex shrink-0 gap-5 border-b border-line px-5">
      {children}
    </Radix.List>
  )
}

export function Tab({ children, ...rest }: ComponentProps<typeof Radix.Trigger>) {
  return (
    <Radix.Trigger
      className="-mb-px flex h-9 items-center gap-1.5 border-b-2 border-transparent text-body font-medium text-muted hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
      {...rest}
    >
      {children}
    </Radix.Trigger>
  )
}

export function TabPanel({ className = '', ...rest }: ComponentProps<typeof Radix.Content>) {
  return <Radix.Content className={`min-h-0 flex-1 data-[state=inactive]:hidden ${className}`} {...rest} />
}
