import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps, ReactNode } from 'react'
import { LoaderCircle } from 'lucide-react'

export const buttonStyle = cva(
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-control font-medium whitespace-nowrap transition-colors duration-(--duration-quick) select-none disabled:opacity-50 disabled:pointer-events-none aria-disabled:opacity-60',
  {
    variants: {
      look: {
        primary: 'bg-accent text-on-accent shadow-control hover:bg-accent-hover active:bg-accent-hover',
        plain:
          'bg-surface text-ink border border-line shadow-control hover:bg-hover active:bg-pressed data-[state=open]:bg-pressed',
        quiet:
          'text-muted hover:bg-hover hover:text-ink active:bg-pressed data-[state=open]:bg-pressed aria-pressed:bg-selected aria-pressed:text-link',
        danger: 'bg-bad-fill text-on-accent shadow-control hover:brightness-95',
      },
      size: {
        normal: 'h-(--control-height) px-3 text-body',
        small: 'h-(--control-height-small) px-2 text-small',
        square: 'size-(--control-height)',
        squareSmall: 'size-(--control-height-small)',
      },
    },
    defaultVariants: { look: 'plain', size: 'normal' },
  },
)

export interface ButtonProps extends ComponentProps<'button'>, VariantProps<typeof buttonStyle> {
  readonly icon?: ReactNode
  /** Shows a spinner and takes no clicks, yet keeps its focus. */
  readonly busy?: boolean
}

export function Button({ look, size, icon, busy = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      data-outlined=""
      aria-disabled={busy || undefined}
      className={buttonStyle({ look, size, className })}
      onClick={busy ? undefined : onClick}
      {...rest}
    >
      {busy ? <LoaderCircle aria-hidden className="size-3.5 animate-spin" /> : icon}
      {children}
    </button>
  )
}
