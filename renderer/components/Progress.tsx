import { Progress as Radix } from 'radix-ui'

export interface ProgressProps {
  readonly label: string
  readonly value: number
  readonly max: number
  readonly valueText?: string
}

export function Progress({ label, value, max, valueText }: ProgressProps) {
  const share = max > 0 ? Math.min(1, value / max) : 0
  return (
    <Radix.Root
      aria-label={label}
      value={Math.min(value, max)}
      max={Math.max(1, max)}
      {...(valueText !== undefined && { getValueLabel: () => valueText })}
      data-outlined=""
      className="h-1 w-full overflow-hidden rounded-full bg-pressed"
    >
      <Radix.Indicator
        className="h-full origin-left rounded-full bg-accent transition-transform duration-(--duration-calm) ease-out forced-colors:bg-[Highlight] rtl:origin-right"
        style={{ transform: `scaleX(${share})` }}
      />
    </Radix.Root>
  )
}
