import type { Upstreams } from '#core/servers/upstreams'
import type { Scope } from './catalogue.ts'

/** Clients put these into a model's context, so they are kept short. In characters. */
const maxPerServer = 2_000
const maxTotal = 16_000

/** What a client tells its model about this endpoint: the instructions of the servers that are ready. */
export function composeInstructions(upstreams: Upstreams, scope: Scope): string | undefined {
  if (scope !== null) return upstreams.get(scope)?.session?.instructions ?? undefined
  let text = 'Several MCP servers behind one endpoint. A tool or prompt is named after its server: server__tool.'
  for (const { name, session } of upstreams.list()) {
    const own = session?.instructions?.trim() ?? ''
    if (own === '') continue
    const section = `\n\n## ${name}\n${own.length > maxPerServer ? `${own.slice(0, maxPerServer)} […]` : own}`
    if (text.length + section.length <= maxTotal) text += section
  }
  return text
}
