import type { FocusEvent, ReactElement } from 'react'
import { Tooltip as Radix } from 'radix-ui'
import { Kbd } from './Kbd.tsx'

export interface TooltipProps {
  readonly text: string
  readonly shortcut?: string
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
  /** One element that can take focus. */
  readonly children: ReactElement
}

export const TooltipProvider = Radix.Provider

export function Tooltip({ text, shortcut, side = 'top', children }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild onFocus={openOnlyForKeys}>
        {children}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex max-w-72 items-center gap-2 rounded-control bg-raised px-2 py-1 text-small text-ink shadow-overlay animate-pop wrap-anywhere"
          data-outlined=""
        >
          {text}
          {shortcut !== undefined && <Kbd>{shortcut}</Kbd>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** A focus that the window moves, as when a dialog closes after a click, says nothing about what people look at. */
function openOnlyForKeys(event: FocusEvent): void {
  if (!event.currentTarget.matches(':focus-visible')) event.preventDefault()
}
