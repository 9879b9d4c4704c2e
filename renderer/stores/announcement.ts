import { needsAttention } from '#shared/status'
import { t } from '../messages.ts'
import type { Mirror } from './mirror.ts'

/** What a screen reader should say about a change: servers that came to need a person, or one that is well again. */
export function announcementOf(before: Mirror, after: Mirror): string | null {
  if (before.revision < 0 || before.servers === after.servers) return null
  const worse: string[] = []
  const cured: string[] = []
  for (const [name, server] of after.servers) {
    const was = before.servers.get(name)
    if (!was || was.status === server.status) continue
    const wasUnwell = needsAttention(was.status) || was.retryCount > 0 // a retry passes through `connecting`: no news
    if (needsAttention(server.status) && !wasUnwell) worse.push(name)
    else if (server.status === 'ready' && wasUnwell) cured.push(name)
  }
  const [first] = worse
  if (first !== undefined && worse.length === 1) {
    const status = after.servers.get(first)?.status ?? 'retrying'
    return t('announce.one', { name: first, status: t(`status.${status}`) })
  }
  if (worse.length > 1) return t('announce.many', { count: worse.length })
  return cured.length === 1 ? t('announce.ready', { name: cured[0] ?? '' }) : null
}
