import { language } from '../messages.ts'

const time = new Intl.DateTimeFormat(language, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
})
const full = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' })

/** The local time of day to the millisecond, as logs write it. */
export const formatClock = (at: number): string => time.format(at)

/** Date and time, for where a relative time needs its exact value. */
export const formatInstant = (at: number): string => full.format(at)
