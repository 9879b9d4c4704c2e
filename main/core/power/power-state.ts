import { assertNever } from '#shared/assert'
import { protocolOf, type ServerConfig } from '#shared/config'

/** What is known of the machine. `quietUntilAt`: until then failures may be the machine's own and are not counted. */
export interface PowerState {
  readonly suspended: boolean
  readonly online: boolean
  readonly quietUntilAt: number
}

export type PowerEvent = 'suspend' | 'resume' | 'online' | 'offline'

/** Networks, name servers and sign-in proxies need some seconds after a machine wakes up, in milliseconds. */
export const quietMs = 60_000
/** The wave of reconnects is spread over at most so long, in milliseconds. */
const waveMs = 5_000
const betweenMs = 100

export const initialPower: PowerState = { suspended: false, online: true, quietUntilAt: 0 }

/** An event that tells nothing new gives the same state. */
export function next(state: PowerState, event: PowerEvent, at: number): PowerState {
  switch (event) {
    case 'suspend':
      return state.suspended ? state : { ...state, suspended: true }
    case 'resume':
      return state.suspended ? { ...state, suspended: false, quietUntilAt: at + quietMs } : state
    case 'online':
      return state.online ? state : { ...state, online: true, quietUntilAt: at + quietMs }
    case 'offline':
      return state.online ? { ...state, online: false } : state
    default:
      return assertNever(event)
  }
}

/** True for a server that only a network leads to; programs and loopback addresses need none. */
export function needsNetwork(server: ServerConfig): boolean {
  const { url } = server
  if (protocolOf(server) === 'stdio' || url === undefined || !URL.canParse(url)) return false
  return !/^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(url).hostname)
}

/** True while an attempt would be in vain. */
export const waitsForNetwork = ({ online }: PowerState, server: ServerConfig): boolean =>
  !online && needsNetwork(server)

/** False while a failure says more about the machine than about the server. */
export function countsFailures(state: PowerState, server: ServerConfig, at: number): boolean {
  return !state.suspended && at >= state.quietUntilAt && !waitsForNetwork(state, server)
}

/** False while a missed ping would prove nothing. */
export const checksHealth = (state: PowerState, server: ServerConfig): boolean =>
  !state.suspended && !waitsForNetwork(state, server)

/** How long a server holds back in a wave, in milliseconds. @param random - from 0 up to, but not including, 1 */
export const staggerMs = (order: number, random: number): number =>
  ((order * betweenMs) % waveMs) + Math.floor(random * betweenMs)
