/** One line of the table: a measured ratio or value against its budget. */
export interface Measurement {
  readonly what: string
  readonly value: number
  readonly unit: '×' | 'MB' | 'ms' | '%' | 's' | '/s'
  readonly budget: number
  /** Whether the budget is the most or the least that is allowed. */
  readonly sense: 'at most' | 'at least'
  /** Absolute numbers of this run, for reference only. */
  readonly reference: string
}

export const isMet = ({ value, budget, sense }: Measurement): boolean =>
  sense === 'at most' ? value <= budget : value >= budget

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
