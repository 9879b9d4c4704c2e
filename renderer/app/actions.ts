import type { Reply } from '#shared/ipc/contract'
import type { Bridge } from '#shared/ipc/bridge'
import type { OpenTarget, Preferences } from '#shared/ipc/desktop-contract'
import { t, type MessageKey } from '../messages.ts'
import { ask } from '../stores/ask.ts'
import type { Command, ViewStore } from '../stores/view.ts'

const inspectLimitMs = 180_000

/** What people can do. Nothing is shown as done before main says so; a failure becomes a toast. */
export function createActions(bridge: Bridge, view: ViewStore) {
  const report = (what: string, reply: Reply<unknown>): boolean => {
    if (!reply.ok) view.toast(t('toast.failed', { what, why: reply.error.message }), 'bad')
    return reply.ok
  }
  const told = async (key: Extract<MessageKey, PlainFailure>, reply: Promise<Reply<unknown>>) =>
    report(t(key), await reply)

  return {
    /** Sends one command at a time to a server; a second while one is under way is dropped. */
    command: async (name: string, command: Command): Promise<void> => {
      if (view.store.getState().pending.has(name)) return
      view.markPending(name, command)
      view.markTried(name, command === 'disable' ? null : Date.now())
      const reply = await ask(bridge, `server:${command}`, { name })
      view.markPending(name, null)
      if (!reply.ok) view.markTried(name, null)
      report(t(`action.failed.${command}`, { name }), reply)
    },
    /** Writes a report about a server as it is now, and shows it. */
    writeReport: async (name: string): Promise<void> => {
      const reply = await ask(bridge, 'report:create', { name })
      if (reply.ok) view.openReport(name, reply.value.id)
      report(t('action.failed.report', { name }), reply)
    },
    /** Starts the MCP Inspector for one server; main opens it in the browser. The first time it may be downloaded. */
    inspect: async (name: string): Promise<void> => {
      view.toast(t('action.inspecting', { name }), 'neutral')
      report(t('action.failed.inspect', { name }), await ask(bridge, 'server:inspect', { name }, inspectLimitMs))
    },
    pause: () => told('action.failed.pause', ask(bridge, 'app:pause', undefined)),
    resume: () => told('action.failed.resume', ask(bridge, 'app:resume', undefined)),
    usePort: (port: number) => told('action.failed.usePort', ask(bridge, 'app:usePort', { port })),
    dismissAlert: (id: string) => told('action.failed.dismiss', ask(bridge, 'alert:dismiss', { id })),
    dismissDesktopAlert: (id: string) => told('action.failed.dismiss', ask(bridge, 'desktop:dismissAlert', { id })),
    prefer: (change: Partial<Preferences>) => told('action.failed.preferences', ask(bridge, 'preferences:set', change)),
    open: (target: OpenTarget) => told('action.failed.open', ask(bridge, 'shell:open', target)),
    /** False when the clipboard refused, which has been said. */
    copy: async (text: string): Promise<boolean> => {
      const reply = await ask(bridge, 'clipboard:write', { text })
      if (!reply.ok) view.toast(t('common.copyFailed'), 'bad')
      return reply.ok
    },
  }
}

type PlainFailure =
  | 'action.failed.pause'
  | 'action.failed.resume'
  | 'action.failed.usePort'
  | 'action.failed.dismiss'
  | 'action.failed.preferences'
  | 'action.failed.open'
