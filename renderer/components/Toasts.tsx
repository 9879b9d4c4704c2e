import { Toast as Radix } from 'radix-ui'
import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { t } from '../messages.ts'
import { IconButton } from './IconButton.tsx'

export interface ToastView {
  readonly id: number
  readonly tone: 'neutral' | 'bad'
  readonly text: string
}

const shownMs = { neutral: 4_000, bad: 12_000 } as const

/** Short news in the corner. Errors stay longer; none takes the focus. */
export function Toasts({
  toasts,
  onClose,
}: {
  readonly toasts: readonly ToastView[]
  readonly onClose: (id: number) => void
}) {
  return (
    <Radix.Provider label={t('toast.region')} swipeDirection="right">
      {toasts.map(({ id, tone, text }) => (
        <Radix.Root
          key={id}
          type={tone === 'bad' ? 'foreground' : 'background'}
          duration={shownMs[tone]}
          onOpenChange={open => !open && onClose(id)}
          data-outlined=""
          className="flex items-start gap-2.5 rounded-card bg-raised py-2.5 ps-3 pe-2 shadow-overlay animate-appear"
        >
          {tone === 'bad' ? (
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
          ) : (
            <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
          )}
          <Radix.Description className="min-w-0 flex-1 text-body wrap-anywhere">{text}</Radix.Description>
          <Radix.Close asChild>
            <IconButton label={t('common.dismiss')} icon={<X aria-hidden className="size-3.5" />} className="-my-1" />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="fixed right-4 bottom-4 z-50 flex w-80 max-w-[calc(100vw-2rem)] flex-col gap-2" />
    </Radix.Provider>
  )
}
