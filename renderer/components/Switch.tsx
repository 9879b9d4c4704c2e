import type { ComponentProps } from 'react'
import { Switch as Radix } from 'radix-ui'

export interface SwitchProps extends ComponentProps<typeof Radix.Root> {
  /** The change was asked for and is not answered yet. */
  readonly pending?: boolean
}

export function Switch({ pending = false, className = '', ...rest }: SwitchProps) {
  return (
    <Radix.Root
      data-pending={pending || undefined}
      aria-busy={pending || undefined}
      className={`relative inline-flex h-4.5 w-8 shrink-0 items-center rounded-full bg-control transition-colors duration-(--duration-quick) disabled:opacity-45 data-[state=checked]:bg-accent data-pending:opacity-60 ${className}`}
      {...rest}
    >
      <Radix.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-on-accent shadow-control transition-transform duration-(--duration-quick) data-[state=checked]:translate-x-4 rtl:-translate-x-0.5 rtl:data-[state=checked]:-translate-x-4" />
    </Radix.Root>
  )
}
