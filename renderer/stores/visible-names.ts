import type { ServerView } from '#shared/ipc/contract'
import { needsAttention, type Status } from '#shared/status'
import { t } from '../messages.ts'
import type { Mirror } from './mirror.ts'

export const groups = ['all', 'attention', 'ready', 'off'] as const
export type Group = (typeof groups)[number]
export const sorts = ['config', 'name', 'status', 'tools'] as const
export type Sort = (typeof sorts)[number]

export interface ListFilter {
  readonly text: string
  readonly group: Group
  readonly sort: Sort
}

export const noFilter: ListFilter = { text: '', group: 'all', sort: 'config' }

/** Worst first, as the sort by status shows them. */
const severity: Readonly<Record<Status, number>> = {
  invalid: 0,
  'auto-disabled': 1,
  retrying: 2,
  'needs-sign-in': 3,
  'needs-input': 4,
  stopping: 5,
  connecting: 6,
  ready: 7,
  idle: 8,
  disabled: 9,
}

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** The names that the list shows, in its order. Every word of the text must be somewhere in the server. */
export function visibleNames({ order, servers }: Mirror, filter: ListFilter): readonly string[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  const shown = order.flatMap(name => {
    const server = servers.get(name)
    return server && inGroup(server.status, filter.group) && matches(server, words) ? [server] : []
  })
  return sorted(shown, filter.sort).map(server => server.name)
}

/** Keeps the previous list when nothing moved, so that nothing renders again. */
export function keepIfEqual(previous: readonly string[], next: readonly string[]): readonly string[] {
  return previous.length === next.length && next.every((name, index) => name === previous[index]) ? previous : next
}

function inGroup(status: Status, group: Group): boolean {
  if (group === 'all') return true
  if (group === 'attention') return needsAttention(status)
  return group === 'ready' ? status === 'ready' : status === 'disabled'
}

function matches(server: ServerView, words: readonly string[]): boolean {
  if (words.length === 0) return true
  const text = `${server.name}\n${server.target}\n${t(`status.${server.status}`)}\n${server.lastError?.summary ?? ''}`
  const lower = text.toLowerCase()
  return words.every(word => lower.includes(word))
}

function sorted(servers: readonly ServerView[], sort: Sort): readonly ServerView[] {
  if (sort === 'config') return servers
  const compare = {
    name: (a: ServerView, b: ServerView) => byName.compare(a.name, b.name),
    status: (a: ServerView, b: ServerView) => severity[a.status] - severity[b.status],
    tools: (a: ServerView, b: ServerView) => b.toolCount - a.toolCount,
  }[sort]
  return [...servers].sort(compare) // stable: equals stay in the order of the file
}
