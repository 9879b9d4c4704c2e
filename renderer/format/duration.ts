import { language } from '../messages.ts'

const unit = (name: string, digits = 0) =>
  new Intl.NumberFormat(language, {
    style: 'unit',
    unit: name,
    unitDisplay: 'narrow',
    maximumFractionDigits: digits,
  })
const [milliseconds, tenths, seconds, minutes, hours, days] = [
  unit('millisecond'),
  unit('second', 1),
  unit('second'),
  unit('minute'),
  unit('hour'),
  unit('day'),
] as const

/** A length of time in its two largest units, such as `3h 12m`; below a minute `4.2s`, below a second `180ms`. */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs)
  if (ms < 1_000) return milliseconds.format(Math.round(ms))
  if (ms < 9_950) return tenths.format(ms / 1_000)
  if (ms < 60_000) return seconds.format(Math.floor(ms / 1_000))
  const whole = Math.floor(ms / 1_000)
  if (ms < 3_600_000) return pair(minutes, Math.floor(whole / 60), seconds, whole % 60)
  if (ms < 86_400_000) return pair(hours, Math.floor(whole / 3_600), minutes, Math.floor(whole / 60) % 60)
  return pair(days, Math.floor(whole / 86_400), hours, Math.floor(whole / 3_600) % 24)
}

/** How long something has lasted, coarse enough not to flicker: seconds only within the first minute. */
export function formatUptime(durationMs: number): string {
  if (durationMs < 60_000) return seconds.format(Math.max(0, Math.floor(durationMs / 1_000)))
  return durationMs < 3_600_000 ? minutes.format(Math.floor(durationMs / 60_000)) : formatDuration(durationMs)
}

function pair(large: Intl.NumberFormat, first: number, small: Intl.NumberFormat, second: number): string {
  return second === 0 ? large.format(first) : `${large.format(first)} ${small.format(second)}`
}
