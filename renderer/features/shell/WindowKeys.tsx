import { useEffect } from 'react'
import { useClient } from '../../app/hooks.ts'
import { isPlain, isTyping } from '../../app/keys.ts'
import { serverTabs } from '../../stores/view.ts'

/** Shortcuts that work wherever the focus is; menus and dialogs take their own keys first. */
export function WindowKeys() {
  const { view } = useClient()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { route, panel } = view.store.getState()
      if (event.defaultPrevented || panel !== null || isInOverlay(event.target)) return
      if ((event.ctrlKey || event.metaKey) && event.key === ',') view.openPanel('preferences')
      else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f') focusSearch()
      else if (!isPlain(event) || isTyping(event.target)) return
      else if (event.key === '?') view.openPanel('shortcuts')
      else if (event.key === '/') focusSearch()
      else if (event.key === 'Escape' && route.view === 'server') view.openServers()
      else if (route.view === 'server' && /^[1-3]$/.test(event.key))
        view.openTab(serverTabs[Number(event.key) - 1] ?? 'overview')
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [view])
  return null
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
