import type { ServerView } from '#shared/ipc/contract'
import type { Status } from '#shared/status'
import type { Colour } from './print.ts'
import { oneLine } from './print.ts'

/** A sign, a word and a colour for each status: the word says it all, the others help to find it. */
export const statusMarks: { readonly [S in Status]: readonly [sign: string, word: string, colour: Colour] } = {
  ready: ['●', 'ready', 'green'],
  connecting: ['◐', 'connecting', 'yellow'],
  retrying: ['↻', 'retrying', 'yellow'],
  'needs-sign-in': ['!', 'needs sign-in', 'yellow'],
  'needs-input': ['!', 'needs input', 'yellow'],
  'auto-disabled': ['⊘', 'auto-disabled', 'red'],
  disabled: ['○', 'disabled', 'grey'],
  stopping: ['◌', 'stopping', 'grey'],
  idle: ['·', 'idle', 'grey'],
  invalid: ['✗', 'invalid', 'red'],
}

/** What there is to say beside the status, such as "ready for 3 min, 12 tools". */
export function describeServer(server: ServerView, nowAt: number): string {
  const error = server.lastError === null ? null : oneLine(server.lastError.summary)
  switch (server.status) {
    case 'ready': {
      const since = server.readySinceAt === null ? 'ready' : `ready for ${formatDuration(nowAt - server.readySinceAt)}`
      return `${since}, ${countOf(server.toolCount, 'tool')}`
    }
    case 'connecting':
      return server.phase === null ? 'connecting' : `in phase ${server.phase}`
    case 'retrying':
    case 'needs-sign-in':
      return joinClauses([error, nextAttempt(server, nowAt)])
    case 'auto-disabled': {
      const { suspension } = server
      if (suspension === null) return error ?? ''
      const since = `${formatDuration(nowAt - suspension.sinceAt)} ago`
      return joinClauses([`${withoutStop(oneLine(suspension.reason))}, ${since}`, error])
    }
    case 'needs-input':
    case 'invalid':
      return error ?? ''
    default:
      return ''
  }
}

/** Sentences become clauses: only the last one keeps its full stop. */
function joinClauses(clauses: readonly (string | null)[]): string {
  const told = clauses.filter(clause => clause !== null && clause !== '') as string[]
  return told.map((clause, index) => (index === told.length - 1 ? clause : withoutStop(clause))).join('; ')
}

const withoutStop = (text: string): string => text.replace(/\.$/, '')

function nextAttempt(server: ServerView, nowAt: number): string {
  if (server.nextAttemptAt === null) return ''
  const wait = server.nextAttemptAt <= nowAt ? 'now' : `in ${formatDuration(server.nextAttemptAt - nowAt)}`
  return `next attempt ${wait} (${ordinal(server.retryCount + 1)})`
}

/** "12 s", "3 min", "2 h 5 min", "4 d": never more exact than useful. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1_000))
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.round(hours / 24)} d`
}

/** "850 ms", then as {@link formatDuration}, with one decimal while it is short. */
export function formatTook(durationMs: number): string {
  if (durationMs < 1_000) return `${Math.round(durationMs)} ms`
  return durationMs < 10_000 ? `${(durationMs / 1_000).toFixed(1)} s` : formatDuration(durationMs)
}

export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

function ordinal(number: number): string {
  const teen = number % 100 >= 11 && number % 100 <= 13
  return `${number}${(teen ? null : ['th', 'st', 'nd', 'rd'][number % 10]) ?? 'th'}`
}
