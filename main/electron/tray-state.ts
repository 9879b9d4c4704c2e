import type { AppView, ServerView } from '#shared/ipc/contract'
import { needsAttention } from '#shared/status'
import { messages } from './messages.ts'

/** What the icon shows, calmest last. */
export const trayStates = ['error', 'attention', 'paused', 'busy', 'ok', 'idle'] as const
export type TrayState = (typeof trayStates)[number]

export interface TrayView {
  readonly state: TrayState
  /** How many servers wait for a person; drawn into the icon. */
  readonly attention: number
  /** One line: the tooltip, and the first line of the menu. */
  readonly summary: string
}

/** Alerts that mean something is broken, not merely surprising. */
const graveAlerts: readonly string[] = ['config', 'store', 'leak', 'survivors', 'internal']

/** What the tray says about the application, by its worst part. */
export function trayViewOf(app: AppView, servers: readonly ServerView[]): TrayView {
  const attention = app.paused ? 0 : servers.filter(server => needsAttention(server.status)).length
  return { state: stateOf(app, servers, attention), attention, summary: summaryOf(app, servers, attention) }
}

function stateOf(app: AppView, servers: readonly ServerView[], attention: number): TrayState {
  if (app.phase === 'stopping') return 'busy'
  if (app.endpoint.state === 'taken' || app.endpoint.state === 'closed') return 'error'
  if (app.alerts.some(alert => graveAlerts.includes(alert.kind))) return 'error'
  if (app.paused) return app.stopping.length > 0 ? 'busy' : 'paused'
  if (attention > 0) return 'attention'
  if (app.phase !== 'ready' || servers.some(isMoving)) return 'busy'
  return servers.some(server => server.status === 'ready') ? 'ok' : 'idle'
}

function summaryOf(app: AppView, servers: readonly ServerView[], attention: number): string {
  const text = messages.tray
  if (app.phase === 'stopping') return text.stoppingServers(app.stopping.length)
  if (app.endpoint.state === 'taken') return text.portTaken(new URL(app.endpoint.url).host, app.endpoint.owner)
  if (app.endpoint.state === 'closed') return text.endpointClosed
  const alerts = app.alerts.filter(alert => graveAlerts.includes(alert.kind)).length
  return [mainSummary(app, servers, attention), ...(alerts > 0 ? [text.alerts(alerts)] : [])].join(', ')
}

function mainSummary(app: AppView, servers: readonly ServerView[], attention: number): string {
  const text = messages.tray
  if (app.paused) return app.stopping.length > 0 ? text.stoppingServers(app.stopping.length) : text.paused
  if (app.phase === 'starting') return text.starting
  const enabled = servers.filter(server => server.desired === 'enabled')
  if (enabled.length === 0) return text.noServers
  const connecting = enabled.filter(server => server.status === 'connecting').length
  return [
    text.ready(enabled.filter(server => server.status === 'ready').length, enabled.length),
    ...(connecting > 0 ? [text.connecting(connecting)] : []),
    ...(attention > 0 ? [text.attention(attention)] : []),
  ].join(', ')
}

function isMoving(server: ServerView): boolean {
  return server.status === 'connecting' || server.status === 'stopping'
}
