import type { ComponentProps, ReactNode } from 'react'
import { buttonStyle } from './Button.tsx'
import { Tooltip } from './Tooltip.tsx'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label' | 'children'> {
  /** Read aloud, and shown as a tooltip. */
  readonly label: string
  readonly icon: ReactNode
  readonly shortcut?: string
  readonly look?: 'plain' | 'quiet'
  /** @default 'small' */
  readonly size?: 'normal' | 'small'
}

export function IconButton({
  label,
  icon,
  shortcut,
  look = 'quiet',
  size = 'small',
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} {...(shortcut !== undefined && { shortcut })}>
      <button
        type="button"
        aria-label={label}
        data-outlined=""
        className={buttonStyle({ look, size: size === 'small' ? 'squareSmall' : 'square', className })}
        {...rest}
      >
        {icon}
      </button>
    </Tooltip>
  )
}
