import type { AppView, ServerView } from '#shared/ipc/contract'
import { needsAttention, type Status } from '#shared/status'
import { messages } from './messages.ts'
import type { TrayView } from './tray-state.ts'

/** What a click in the menu asks for. */
export type TrayAction =
  | { readonly kind: 'open' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'quit' }
  | { readonly kind: 'show'; readonly server: string }
  | { readonly kind: 'enable'; readonly server: string }
  | { readonly kind: 'disable'; readonly server: string }
  | { readonly kind: 'restart'; readonly server: string }
  | { readonly kind: 'diagnose'; readonly server: string }
  | { readonly kind: 'report'; readonly server: string; readonly id: string }

export type TrayEntry =
  | { readonly kind: 'text'; readonly label: string }
  | { readonly kind: 'separator' }
  | { readonly kind: 'item'; readonly label: string; readonly action: TrayAction; readonly enabled: boolean }
  | { readonly kind: 'submenu'; readonly label: string; readonly entries: readonly TrayEntry[] }

/** A menu longer than this is a list, and lists belong into the window. */
export const maxEntries = 10
export const maxServers = 5

/** The menu of the tray: the status, what needs a person, and the three things one does from a tray. */
export function trayMenuOf(app: AppView, servers: readonly ServerView[], view: TrayView): readonly TrayEntry[] {
  const stopping = app.phase === 'stopping'
  const status: TrayEntry[] = [{ kind: 'text', label: shorten(view.summary, 80) }]
  const waiting = app.paused || stopping ? [] : servers.filter(server => needsAttention(server.status)).sort(byUrgency)
  const attention: TrayEntry[] = waiting.slice(0, maxServers).map(serverEntry)
  if (waiting.length > maxServers) {
    attention.push(item(messages.tray.more(waiting.length - maxServers), { kind: 'open' }))
  }
  const always: TrayEntry[] = [
    item(messages.tray.open, { kind: 'open' }),
    app.paused
      ? item(messages.tray.resume, { kind: 'resume' }, !stopping)
      : item(messages.tray.pause, { kind: 'pause' }, !stopping),
    item(messages.tray.quit, { kind: 'quit' }, !stopping),
  ]
  return separate([status, attention, always])
}

/** Puts separators between the groups, the last first, as long as they fit. */
function separate(groups: readonly TrayEntry[][]): TrayEntry[] {
  const filled = groups.filter(group => group.length > 0)
  let room = maxEntries - filled.flat().length
  return filled
    .reverse()
    .map((group, index): TrayEntry[] =>
      index === filled.length - 1 || room-- <= 0 ? group : [{ kind: 'separator' }, ...group],
    )
    .reverse()
    .flat()
}

function serverEntry(server: ServerView): TrayEntry {
  const reason = server.lastError?.summary ?? server.suspension?.reason
  return {
    kind: 'submenu',
    label: `${shorten(server.name, 40)}: ${messages.status[server.status]}`,
    entries: [
      ...(reason === undefined ? [] : [{ kind: 'text', label: shorten(reason, 80) } as const]),
      ...actionsFor(server),
      item(messages.tray.diagnose, { kind: 'diagnose', server: server.name }),
      ...reportOf(server),
      item(messages.tray.show, { kind: 'show', server: server.name }),
    ],
  }
}

function actionsFor({ name, status }: ServerView): TrayEntry[] {
  const tryNow = item(messages.tray.tryNow, { kind: 'restart', server: name })
  const disable = item(messages.tray.disable, { kind: 'disable', server: name })
  if (status === 'auto-disabled') return [item(messages.tray.enable, { kind: 'enable', server: name }), disable]
  return status === 'invalid' ? [] : [tryNow, disable]
}

function reportOf({ name, suspension }: ServerView): TrayEntry[] {
  const id = suspension?.reportId ?? null
  return id === null ? [] : [item(messages.tray.report, { kind: 'report', server: name, id })]
}

function item(label: string, action: TrayAction, enabled = true): TrayEntry {
  return { kind: 'item', label, action, enabled }
}

/** Those that wait for a person come before those that may recover by themselves; otherwise in the file's order. */
function byUrgency(a: ServerView, b: ServerView): number {
  return urgency(a.status) - urgency(b.status)
}

function urgency(status: Status): number {
  return status === 'retrying' ? 1 : 0
}

/** One line of at most `limit` characters: names and reasons come from outside. */
function shorten(text: string, limit: number): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  const characters = [...line]
  return characters.length <= limit ? line : `${characters.slice(0, limit - 1).join('')}…`
}
