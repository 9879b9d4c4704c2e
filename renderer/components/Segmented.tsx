import type { ReactNode } from 'react'
import { RadioGroup as Radix } from 'radix-ui'

export interface SegmentedProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly text: string; readonly extra?: ReactNode }[]
  readonly onChange: (value: T) => void
}

/** One of a few, all on show; arrow keys move between them. */
export function Segmented<T extends string>({ label, value, options, onChange }: SegmentedProps<T>) {
  return (
    <Radix.Root
      aria-label={label}
      value={value}
      orientation="horizontal"
      onValueChange={next => onChange(next as T)} // only our own values are offered
      className="flex h-(--control-height) shrink-0 items-center gap-0.5 rounded-control bg-quiet-soft p-0.5"
    >
      {options.map(option => (
        <Radix.Item
          key={option.value}
          value={option.value}
          className="flex h-full items-center gap-1.5 rounded-small px-2 text-small font-medium whitespace-nowrap text-muted hover:text-ink data-[state=checked]:bg-chosen data-[state=checked]:text-ink data-[state=checked]:shadow-card"
        >
          {option.text}
          {option.extra}
        </Radix.Item>
      ))}
    </Radix.Root>
  )
}
