import type { CleanupView } from '#shared/ipc/contract'

/**
 * What people must be told about one stop, at the end of the application or of one server alone; null when all is well.
 * @param verify - whether somebody was to look afterwards: then having looked in vain is worth a word
 */
export function describeCleanup({ server, outcome, pids }: CleanupView, verify: boolean): string | null {
  switch (outcome) {
    case 'leaked':
      return `${server} left processes that could not be stopped: ${pids.join(', ')}. End them by hand.`
    case 'unverified':
      if (!verify) return null
      return `${server} was stopped, but whether it left processes behind could not be checked; its log says why.`
    default:
      return null
  }
}
