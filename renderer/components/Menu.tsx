import type { ComponentProps, ReactNode } from 'react'
import { DropdownMenu as Radix } from 'radix-ui'
import { Check } from 'lucide-react'
import { Kbd } from './Kbd.tsx'

/** Not modal: what lies behind stays readable for screen readers; Escape or a click elsewhere closes it. */
export function Menu(props: ComponentProps<typeof Radix.Root>) {
  return <Radix.Root modal={false} {...props} />
}
export const MenuTrigger = Radix.Trigger
export const MenuRadioGroup = Radix.RadioGroup

const itemStyle =
  'flex h-7 items-center gap-2 rounded-small px-2 text-body outline-none select-none data-disabled:opacity-45 data-highlighted:bg-hover'

export function MenuContent({ children, ...rest }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        align="end"
        sideOffset={4}
        collisionPadding={8}
        data-outlined=""
        className="z-40 min-w-48 rounded-card bg-raised p-1 text-ink shadow-overlay animate-pop"
        {...rest}
      >
        {children}
      </Radix.Content>
    </Radix.Portal>
  )
}

export interface MenuItemProps extends ComponentProps<typeof Radix.Item> {
  readonly icon?: ReactNode
  readonly shortcut?: string
}

export function MenuItem({ icon, shortcut, children, ...rest }: MenuItemProps) {
  return (
    <Radix.Item className={itemStyle} {...rest}>
      <span aria-hidden className="flex w-4 justify-center text-muted">
        {icon}
      </span>
      <span className="flex-1">{children}</span>
      {shortcut !== undefined && <Kbd>{shortcut}</Kbd>}
    </Radix.Item>
  )
}

export function MenuRadioItem({ children, ...rest }: ComponentProps<typeof Radix.RadioItem>) {
  return (
    <Radix.RadioItem className={itemStyle} {...rest}>
      <span aria-hidden className="flex w-4 justify-center">
        <Radix.ItemIndicator>
          <Check className="size-3.5" />
        </Radix.ItemIndicator>
      </span>
      {children}
    </Radix.RadioItem>
  )
}

export function MenuSeparator() {
  return <Radix.Separator className="mx-2 my-1 h-px bg-line" />
}
