import { shell } from 'electron'
import { calls } from '#shared/ipc/contract'

/** Opens the MCP Inspector that the core has started, in the browser. Only ever a page of this machine. */
export async function openInspector(reply: unknown): Promise<void> {
  const { url } = calls['server:inspect'].output.parse(reply)
  const { protocol, hostname } = new URL(url)
  if (protocol === 'http:' && hostname === '127.0.0.1') await shell.openExternal(url)
}
