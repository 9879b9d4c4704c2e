import type { ComponentProps } from 'react'
import { Search, X } from 'lucide-react'
import { IconButton } from './IconButton.tsx'
import { Kbd } from './Kbd.tsx'

const fieldStyle =
  'h-(--control-height) w-full rounded-control border border-control bg-surface px-2.5 text-body text-ink shadow-control disabled:opacity-50 aria-invalid:border-bad'

export function Input({ className = '', ...rest }: ComponentProps<'input'>) {
  return <input className={`${fieldStyle} ${className}`} {...rest} />
}

export interface SearchFieldProps extends Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'aria-label'> {
  readonly label: string
  readonly value: string
  readonly clearLabel: string
  readonly onChange: (text: string) => void
  /** The key that leads here, shown while the field is empty. */
  readonly shortcut?: string
}

/** A field that filters as you type; Escape empties it first, then leaves it. */
export function SearchField({
  label,
  value,
  clearLabel,
  onChange,
  shortcut,
  className = '',
  ...rest
}: SearchFieldProps) {
  return (
    <div className={`relative ${className}`}>
      <Search
        aria-hidden
        className="pointer-events-none absolute start-2.5 top-1/2 size-3.5 -translate-y-1/2 text-faint"
      />
      <input
        type="text"
        role="searchbox"
        aria-label={label}
        value={value}
        spellCheck={false}
        autoComplete="off"
        dir="auto"
        className={`${fieldStyle} ps-8 pe-8`}
        onChange={event => onChange(event.target.value)}
        onKeyDown={event => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          if (value === '') event.currentTarget.blur()
          else onChange('')
        }}
        {...rest}
      />
      <span className="absolute end-1 top-1/2 flex -translate-y-1/2 items-center">
        {value !== '' ? (
          <IconButton label={clearLabel} icon={<X aria-hidden className="size-3.5" />} onClick={() => onChange('')} />
        ) : (
          shortcut !== undefined && <Kbd>{shortcut}</Kbd>
        )}
      </span>
    </div>
  )
}
