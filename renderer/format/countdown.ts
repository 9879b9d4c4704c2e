import { formatRelative } from './relative-time.ts'

/** The time left until an instant, as `0:42` or `1:05:00`; `now` once it is due. Rounded up: zero means due. */
export function formatCountdown(at: number, nowAt: number): string {
  const left = Math.ceil((at - nowAt) / 1_000)
  if (left <= 0) return formatRelative(0, 0)
  const [hours, minutes, seconds] = [Math.floor(left / 3_600), Math.floor(left / 60) % 60, left % 60]
  const tail = String(seconds).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`
}
