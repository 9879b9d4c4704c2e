import { shell } from 'electron'
import { calls, type Reply } from '#shared/ipc/contract'

/**
 * Opens the MCP Inspector that the core has started, in the browser. Only ever a page of this machine.
 *
 * @returns what the window is told: where, but not the token
 */
export async function openInspector(reply: unknown): Promise<Reply<{ url: string }>> {
  const { url } = calls['server:inspect'].output.parse(reply)
  const { protocol, hostname, origin } = new URL(url)
  if (protocol === 'http:' && hostname === '127.0.0.1') await shell.openExternal(url)
  return { ok: true, value: { url: origin } }
}
