import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'

const badgeStyle = cva(
  'inline-flex h-5 shrink-0 items-center gap-1 rounded-full px-2 text-small font-medium whitespace-nowrap tabular-nums',
  {
    variants: {
      tone: {
        ok: 'bg-ok-soft text-ok',
        busy: 'bg-busy-soft text-busy',
        warn: 'bg-warn-soft text-warn',
        bad: 'bg-bad-soft text-bad',
        quiet: 'bg-quiet-soft text-quiet',
      },
    },
    defaultVariants: { tone: 'quiet' },
  },
)

export type Tone = NonNullable<VariantProps<typeof badgeStyle>['tone']>

export interface BadgeProps extends ComponentProps<'span'> {
  readonly tone?: Tone
}

export function Badge({ tone = 'quiet', className, ...rest }: BadgeProps) {
  return <span data-outlined="" className={badgeStyle({ tone, className })} {...rest} />
}
