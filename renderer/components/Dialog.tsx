import { useRef, type ReactNode } from 'react'
import { Dialog as Radix } from 'radix-ui'
import { X } from 'lucide-react'
import { t } from '../messages.ts'
import { buttonStyle } from './Button.tsx'

export interface DialogProps {
  readonly open: boolean
  readonly title: string
  readonly description?: string
  readonly onClose: () => void
  readonly children?: ReactNode
  /** Buttons, the one that goes ahead last. */
  readonly footer?: ReactNode
}

export function Dialog({ open, title, description, onClose, children, footer }: DialogProps) {
  const opener = useRef<HTMLElement | null>(null)
  return (
    <Radix.Root open={open} onOpenChange={next => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-30 bg-veil animate-appear" />
        <Radix.Content
          {...(description === undefined && { 'aria-describedby': undefined })}
          onOpenAutoFocus={event => {
            opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
            event.preventDefault() // the first control is the one that closes; the dialog itself is read first
            if (event.target instanceof HTMLElement) event.target.focus()
          }}
          onCloseAutoFocus={event => {
            event.preventDefault() // there is no trigger of Radix's own to go back to
            opener.current?.focus()
          }}
          data-outlined=""
          className="fixed top-1/2 left-1/2 z-30 flex max-h-[calc(100dvh-2rem)] w-[min(30rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 flex-col rounded-dialog bg-raised shadow-overlay outline-none animate-pop"
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-2">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-title font-semibold tracking-tight">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description className="mt-1 text-body text-muted">{description}</Radix.Description>
              )}
            </div>
            {/* Without a tooltip: while open it would take the Escape that is meant for the dialog. */}
            <Radix.Close aria-label={t('common.close')} className={buttonStyle({ look: 'quiet', size: 'squareSmall' })}>
              <X aria-hidden className="size-4" />
            </Radix.Close>
          </header>
          <div className="relative min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-5">{children}</div>
          {footer !== undefined && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
