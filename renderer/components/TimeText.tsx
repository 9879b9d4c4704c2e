import { createContext, use, useSyncExternalStore } from 'react'
import { formatInstant } from '../format/clock-time.ts'
import { formatCountdown } from '../format/countdown.ts'
import { formatUptime } from '../format/duration.ts'
import { formatRelative } from '../format/relative-time.ts'
import type { Clock } from '../stores/clock.ts'

export const ClockContext = createContext<Clock | null>(null)

export interface TimeTextProps {
  readonly at: number
  /** What is said of the instant, as of now. */
  readonly as: 'countdown' | 'uptime' | 'relative'
}

const formats = {
  countdown: formatCountdown,
  uptime: (at: number, nowAt: number) => formatUptime(nowAt - at),
  relative: formatRelative,
}

/** An instant in words that keep up with the clock; only this text renders again. */
export function TimeText({ at, as }: TimeTextProps) {
  const clock = use(ClockContext)
  if (!clock) throw new Error('TimeText needs a ClockContext')
  const text = useSyncExternalStore(clock.subscribe, () => formats[as](at, clock.now()))
  return (
    <time dateTime={new Date(at).toISOString()} title={formatInstant(at)} className="tabular-nums">
      {text}
    </time>
  )
}

/** The time left until an instant. */
export function Countdown({ at }: { readonly at: number }) {
  return <TimeText at={at} as="countdown" />
}
