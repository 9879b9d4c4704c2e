import { join } from 'node:path'
import { app, session } from 'electron'
import type { ServerView } from '#shared/ipc/contract'
import { sleep } from '#shared/sleep'
import { SnapshotPublisher } from '#core/app/snapshot-publisher'
import { registerAppScheme, serveBundle } from '../../main/electron/app-protocol.ts'
import { guardPages } from '../../main/electron/guard-pages.ts'
import { WindowIpc } from '../../main/electron/ipc.ts'
import { PreferenceStore } from '../../main/electron/preference-store.ts'
import { MainWindow } from '../../main/electron/window.ts'
import { appView, serverView } from './views.ts'

// The main process without a core: made-up servers change as fast as they are told to; publisher, IPC, preload and
// page are the real ones. Only the benchmark builds and starts it.
const { BENCH_OUTPUT = '', BENCH_FOLDER = '', BENCH_SERVERS = '0' } = process.env
const everyMs = 10

const names = Array.from({ length: Number(BENCH_SERVERS) }, (_, index) => `server-${String(index).padStart(4, '0')}`)
const views = new Map<string, ServerView>(names.map((name, index) => [name, serverView(name, index)]))
const publisher = new SnapshotPublisher({
  app: () => appView(BENCH_FOLDER),
  serverNames: () => names,
  server: name => views.get(name),
})

registerAppScheme()
app.setPath('userData', BENCH_FOLDER)
void app.whenReady().then(() => {
  guardPages(session.defaultSession)
  serveBundle(session.defaultSession, join(BENCH_OUTPUT, 'renderer'))
  const preferences = new PreferenceStore(BENCH_FOLDER, { isSet: () => false, set: () => {} })
  const window = new MainWindow({
    preload: join(BENCH_OUTPUT, 'preload', 'index.cjs'),
    icon: '',
    preferences,
    hidesOnClose: () => false,
    onSessionEnd: () => {},
    onPageGone: reason => {
      throw new Error(`The page died: ${reason}`)
    },
  })
  const answers: Readonly<Record<string, () => unknown>> = {
    'app:snapshot': () => publisher.snapshot(),
    'window:target': () => null,
    'preferences:get': () => preferences.get(),
    'desktop:state': () => ({ preferences: preferences.get(), alerts: [], tray: 'present' }),
  }
  const ipc = new WindowIpc(
    () => window.page,
    async name => ({ ok: true, value: answers[name]?.() }),
  )
  publisher.onPatch(patch => ipc.send('app:changed', patch))
  window.show()
})

/**
 * Changes servers for a while, then the first one once more.
 * @returns how many changes there were, and when the last was made
 */
async function churn(given: {
  readonly perSecond: number
  readonly forMs: number
  readonly lastToolCount: number
}): Promise<{ readonly changes: number; readonly lastAt: number }> {
  const { perSecond, forMs, lastToolCount } = given
  const startedAt = performance.now()
  let changes = 0
  for (let elapsedMs = 0; elapsedMs < forMs; elapsedMs = performance.now() - startedAt) {
    for (; changes < (elapsedMs * perSecond) / 1_000; changes++) change(names[changes % names.length] ?? '', changes)
    await sleep(everyMs)
  }
  const [first = ''] = names
  const lastAt = Date.now()
  change(first, lastToolCount)
  return { changes, lastAt }
}

function change(name: string, toolCount: number): void {
  views.set(name, { ...serverView(name, toolCount), toolCount })
  publisher.touch({ servers: [name], app: true })
}

Object.assign(globalThis, { churn })
