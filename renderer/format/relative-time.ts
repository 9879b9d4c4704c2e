import { language } from '../messages.ts'

const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'narrow' })
const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** An instant seen from `nowAt`, such as `5min ago`; within a second either way it is `now`. */
export function formatRelative(at: number, nowAt: number): string {
  const deltaMs = at - nowAt
  for (const [unit, sizeMs] of steps) {
    if (Math.abs(deltaMs) >= sizeMs) return relative.format(Math.trunc(deltaMs / sizeMs), unit)
  }
  return relative.format(0, 'second')
}
