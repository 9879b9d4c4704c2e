import { CircleAlert } from 'lucide-react'
import { t } from '../messages.ts'
import { Button } from './Button.tsx'

export interface ErrorStateProps {
  readonly title: string
  readonly why: string
  readonly onRetry?: () => void
}

export function ErrorState({ title, why, onRetry }: ErrorStateProps) {
  return (
    <div role="alert" className="flex h-full flex-col items-center justify-center gap-2 p-8 text-center">
      <CircleAlert aria-hidden className="size-6 text-bad" />
      <p className="text-title font-semibold tracking-tight">{title}</p>
      <p className="max-w-md text-body text-muted wrap-anywhere">{why}</p>
      {onRetry && (
        <Button className="mt-2" onClick={onRetry}>
          {t('common.retry')}
        </Button>
      )}
    </div>
  )
}
