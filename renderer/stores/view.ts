import { createStore } from 'zustand/vanilla'
import { noFilter, type ListFilter } from './visible-names.ts'

export const serverTabs = ['overview', 'tools', 'log', 'reports'] as const
export type ServerTab = (typeof serverTabs)[number]
export type Route =
  | { readonly view: 'servers' }
  | {
      readonly view: 'server'
      readonly name: string
      readonly tab: ServerTab
      /** The report shown in its tab, by id; null for the list of them. */
      readonly report: string | null
    }
export type Command = 'enable' | 'disable' | 'restart'
export type Panel = 'preferences' | 'shortcuts' | 'port'

export interface Toast {
  readonly id: number
  readonly tone: 'neutral' | 'bad'
  readonly text: string
}

/** What this window looks at; main knows nothing of it. */
export interface ViewState {
  readonly route: Route
  readonly filter: ListFilter
  /** The server that keys in the list act on. */
  readonly activeName: string | null
  readonly panel: Panel | null
  /** Commands sent and not yet answered, by server. */
  readonly pending: ReadonlyMap<string, Command>
  /** When people last had a server tried here, by name: what came of it is shown. */
  readonly triedAt: ReadonlyMap<string, number>
  readonly toasts: readonly Toast[]
}

export const initialView: ViewState = {
  route: { view: 'servers' },
  filter: noFilter,
  activeName: null,
  panel: null,
  pending: new Map(),
  triedAt: new Map(),
  toasts: [],
}

const shownToasts = 3

export type ViewStore = ReturnType<typeof createViewStore>

export function createViewStore(initial: Partial<ViewState> = {}) {
  const store = createStore<ViewState>(() => ({ ...initialView, ...initial }))
  let lastToastId = 0
  const { setState, getState } = store
  return {
    store,
    openServer: (name: string, tab: ServerTab = 'overview') =>
      setState({ route: { view: 'server', name, tab, report: null }, activeName: name, panel: null }),
    openTab: (tab: ServerTab) =>
      setState(({ route }) => (route.view === 'server' ? { route: { ...route, tab, report: null } } : {})),
    openReport: (name: string, report: string | null) =>
      setState({ route: { view: 'server', name, tab: 'reports', report }, activeName: name, panel: null }),
    openServers: () => setState({ route: { view: 'servers' } }),
    openPanel: (panel: Panel | null) => setState({ panel }),
    filter: (change: Partial<ListFilter>) => setState(({ filter }) => ({ filter: { ...filter, ...change } })),
    activate: (activeName: string | null) =>
      setState(state => (state.activeName === activeName ? state : { activeName })),
    markPending: (name: string, command: Command | null) => {
      const pending = new Map(getState().pending)
      if (command) pending.set(name, command)
      else pending.delete(name)
      setState({ pending })
    },
    markTried: (name: string, at: number | null) => {
      const triedAt = new Map(getState().triedAt)
      if (at === null) triedAt.delete(name)
      else triedAt.set(name, at)
      setState({ triedAt })
    },
    toast: (text: string, tone: Toast['tone'] = 'neutral') => {
      const toast: Toast = { id: ++lastToastId, tone, text }
      setState(({ toasts }) => ({ toasts: [...toasts.slice(1 - shownToasts), toast] }))
    },
    dropToast: (id: number) => setState(({ toasts }) => ({ toasts: toasts.filter(toast => toast.id !== id) })),
  }
}

export const selectPending = (name: string) => (state: ViewState) => state.pending.get(name) ?? null
export const selectTriedAt = (name: string) => (state: ViewState) => state.triedAt.get(name) ?? null
export const selectRoute = (state: ViewState) => state.route
export const selectFilter = (state: ViewState) => state.filter
export const selectPanel = (state: ViewState) => state.panel
export const selectToasts = (state: ViewState) => state.toasts
