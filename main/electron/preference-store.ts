import ElectronStore from 'electron-store'
import { Emitter } from '#shared/emitter'
import { preferences, type Preferences } from '#shared/ipc/desktop-contract'
import { windowState, type WindowState } from './window-bounds.ts'

type Stored = Omit<Preferences, 'startAtLogin'>
const stored = preferences.omit({ startAtLogin: true })

export const defaultPreferences: Stored = { theme: 'system', density: 'comfortable', startHidden: false }

/** Whether the system starts us at login: asked, not remembered, since people also change it elsewhere. */
export interface LoginItem {
  isSet(): boolean
  set(on: boolean, options: { readonly hidden: boolean }): void
}

/** What people chose for this desktop, and where the window stood: `preferences.json` in the data folder. */
export class PreferenceStore implements Disposable {
  readonly #store: ElectronStore<{ preferences?: unknown; window?: unknown }>
  readonly #loginItem: LoginItem
  readonly #changed = new Emitter<Preferences>()
  readonly onChange = this.#changed.on

  constructor(folder: string, loginItem: LoginItem) {
    this.#store = new ElectronStore({ cwd: folder, name: 'preferences', clearInvalidConfig: true })
    this.#loginItem = loginItem
  }

  get(): Preferences {
    return { ...this.#read(), startAtLogin: this.#loginItem.isSet() }
  }

  /** Changes what is given and keeps the rest. */
  set({ startAtLogin, ...change }: { readonly [K in keyof Preferences]?: Preferences[K] | undefined }): Preferences {
    const next = stored.parse({ ...this.#read(), ...withoutUndefined(change) })
    this.#store.set('preferences', next)
    const wanted = startAtLogin ?? this.#loginItem.isSet()
    // Rewritten also when only `startHidden` changed: the flag is part of the entry.
    if (wanted || this.#loginItem.isSet()) this.#loginItem.set(wanted, { hidden: next.startHidden })
    const now = this.get()
    this.#changed.emit(now)
    return now
  }

  get window(): WindowState | null {
    return windowState.safeParse(this.#store.get('window')).data ?? null
  }

  rememberWindow(state: WindowState): void {
    this.#store.set('window', state)
  }

  [Symbol.dispose](): void {
    this.#changed[Symbol.dispose]()
  }

  /** A value that a hand has broken falls back alone. */
  #read(): Stored {
    const raw = this.#store.get('preferences')
    const given: Record<string, unknown> = typeof raw === 'object' && raw !== null ? { ...raw } : {}
    const { theme, density, startHidden } = stored.shape
    return {
      theme: theme.catch(defaultPreferences.theme).parse(given.theme),
      density: density.catch(defaultPreferences.density).parse(given.density),
      startHidden: startHidden.catch(defaultPreferences.startHidden).parse(given.startHidden),
    }
  }
}

function withoutUndefined(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
