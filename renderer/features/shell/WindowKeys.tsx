import { useEffect } from 'react'
import type { Client } from '../../app/client.ts'
import { useClient } from '../../app/hooks.ts'
import { isPlain, isTyping } from '../../app/keys.ts'
import { selectServer } from '../../stores/selectors.ts'
import { serverTabs, type Command } from '../../stores/view.ts'
import { canDisable, canEnable, canRestart } from '../servers/commands.ts'
import { focusList } from '../servers/focus-list.ts'
import { rowAfterKey } from '../servers/table-keys.ts'

const commandKeys: Readonly<Record<string, Command>> = { e: 'enable', d: 'disable', r: 'restart' }
const allowed = { enable: canEnable, disable: canDisable, restart: canRestart } as const

/** Shortcuts that work wherever the focus is; menus and dialogs take their own keys first. */
export function WindowKeys() {
  const client = useClient()
  useEffect(() => {
    const { view } = client
    const onKey = (event: KeyboardEvent) => {
      const { route, panel } = view.store.getState()
      if (event.defaultPrevented || panel !== null || isInOverlay(event.target)) return
      if ((event.ctrlKey || event.metaKey) && event.key === ',') view.openPanel('preferences')
      else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f') focusSearch()
      else if (!isPlain(event) || isTyping(event.target)) return
      else if (event.key === '?') view.openPanel('shortcuts')
      else if (event.key === '/') focusSearch()
      else if (event.key === 'Escape' && route.view === 'server' && route.report !== null)
        view.openReport(route.name, null)
      else if (event.key === 'Escape' && route.view === 'server') view.openServers()
      else if (event.key === 'g' && route.view === 'server') client.diagnose(route.name)
      else if (route.view === 'servers' && event.target === document.body && rowAfterKey(event.key, 0, 1, 1) !== null)
        focusList()
      else if (route.view === 'server' && commandKeys[event.key]) runCommand(client, route.name, event.key)
      else if (route.view === 'server' && /^[1-4]$/.test(event.key))
        view.openTab(serverTabs[Number(event.key) - 1] ?? 'overview')
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [client])
  return null
}

function runCommand({ mirror, actions }: Client, name: string, key: string): void {
  const command = commandKeys[key]
  const server = selectServer(name)(mirror.store.getState())
  if (command && server && allowed[command](server)) void actions.command(name, command)
}

/** The search field of whatever is shown. */
function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>('main [role="searchbox"]')
  field?.focus()
  field?.select()
}

function isInOverlay(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="menu"]') !== null
}
