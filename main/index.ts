import { homedir } from 'node:os'
import { join } from 'node:path'
import { app, session } from 'electron'
import { Disposables } from '#shared/disposable'
import { AppError } from '#shared/errors'
import { Alerts } from '#core/app/alerts'
import { dispatch } from '#core/control/dispatch'
import { createCore } from '#core/core'
import { answerDesktopCall, isDesktopCall } from './electron/answer.ts'
import { registerAppScheme, serveBundle } from './electron/app-protocol.ts'
import { setApplicationMenu } from './electron/application-menu.ts'
import { parseCommandLine } from './electron/command-line.ts'
import { CoreMirror } from './electron/core-mirror.ts'
import { linkScheme } from './electron/deep-link.ts'
import { DesktopLog } from './electron/desktop-log.ts'
import type { DesktopCore } from './electron/desktop-core.ts'
import { Desktop } from './electron/desktop.ts'
import { onEndRequested } from './electron/end-signals.ts'
import { showStartFailure } from './electron/failure-page.ts'
import { guardPages } from './electron/guard-pages.ts'
import { openInspector } from './electron/open-inspector.ts'
import { WindowIpc } from './electron/ipc.ts'
import { Lifetime } from './electron/lifetime.ts'
import { createLoginItem } from './electron/login-item.ts'
import { messages } from './electron/messages.ts'
import { watchPower } from './electron/power.ts'
import { PreferenceStore } from './electron/preference-store.ts'
import { runTrayAction } from './electron/tray-action.ts'
import { findTrayHost } from './electron/tray-host.ts'
import { TrayIcon } from './electron/tray.ts'
import { handleUncaught } from './electron/uncaught.ts'
import { keepUserDataIn } from './electron/user-data.ts'
import { MainWindow } from './electron/window.ts'

// The composition root: it builds the graph. What must happen before Electron is ready stands at the top level;
// nothing there may wait for readiness, which comes only after this module is done.
const system = { env: process.env, home: homedir(), cwd: process.cwd() }
const { dataFolder, hidden, link } = parseCommandLine(process.argv, system)
const links = link === null ? [] : [link]
const log = new DesktopLog()
const alerts = new Alerts()

handleUncaught(alerts, log, process.env)
registerAppScheme()
keepUserDataIn(dataFolder)
if (app.requestSingleInstanceLock()) {
  start()
} else {
  log.warn(messages.alreadyRunning(dataFolder))
  app.exit(0)
}

function start(): void {
  const owned = new Disposables()
  const starting = new AbortController()
  const { signal } = starting
  const coreStarting = createCore({ dataFolder, version: app.getVersion(), askLoginShell: true, signal })
  coreStarting.catch(() => {}) // told to people once there can be a window, which may be after it happened
  const lifetime: Lifetime = new Lifetime(
    async () => {
      starting.abort(new AppError('CANCELLED', 'Asked to quit while starting', { what: 'start' }))
      const core = await coreStarting.catch(() => null) // a core that never came needs no stop
      if (core !== null) lifetime.allow(core.stopDeadlineMs)
      await core?.stop()
      owned[Symbol.dispose]()
    },
    code => app.exit(code),
    log,
  )
  onEndRequested(source => lifetime.request(source))
  app.on('before-quit', event => {
    event.preventDefault() // leaving is the lifetime's alone
    lifetime.request('quit')
  })
  app.on('window-all-closed', () => {}) // the proxy outlives its window
  app.on('open-url', (_event, url) => links.push(url)) // macOS, which may hand a link over before we are ready
  void app
    .whenReady()
    .then(() => openDesktop(coreStarting, lifetime, owned))
    .catch(async (error: unknown) => {
      if (lifetime.isQuitting) return // the start was cut short, and leaving is under way
      log.error(messages.startFailed, { error })
      owned[Symbol.dispose]()
      await showStartFailure(error)
      app.exit(1)
    })
}

async function openDesktop(coreStarting: Promise<DesktopCore>, lifetime: Lifetime, owned: Disposables) {
  const output = join(import.meta.dirname, '..')
  const assets = join(app.getAppPath(), 'assets')
  guardPages(session.defaultSession)
  serveBundle(session.defaultSession, join(output, 'renderer'))
  setApplicationMenu({ quit: () => lifetime.request('menu') })
  if (app.isPackaged && process.platform === 'win32') app.setAsDefaultProtocolClient(linkScheme)

  const preferences = owned.use(new PreferenceStore(dataFolder, createLoginItem(system.home, system.env)))
  const host = owned.use(await findTrayHost(log))
  const window = owned.use(
    new MainWindow({
      preload: join(output, 'preload', 'index.cjs'),
      icon: join(assets, 'icons', '256x256.png'),
      preferences,
      hidesOnClose: () => host.isPresent || lifetime.isQuitting,
      onSessionEnd: () => lifetime.request('session-end'),
      onPageGone: reason => {
        log.error(messages.windowGone, { reason })
        alerts.raise('window', 'internal', messages.windowGone)
      },
    }),
  )
  const ipc = owned.use(
    new WindowIpc(
      () => window.page,
      async (name, input) => {
        if (isDesktopCall(name)) return answerDesktopCall(desktop.handlers, name, input, log)
        const reply = await dispatch((await coreStarting).handlers, name, input, log)
        return name === 'server:inspect' && reply.ok ? openInspector(reply.value) : reply
      },
    ),
  )
  const desktop = owned.use(
    new Desktop({
      preferences,
      alerts,
      host,
      snapshot: async () => (await coreStarting).handlers['app:snapshot'](undefined),
      send: (name, payload) => ipc.send(name, payload),
      showWindow: () => window.show(),
    }),
  )
  app.on('activate', () => window.show())
  app.on('second-instance', (_event, argv) => {
    const second = parseCommandLine(argv, system)
    if (second.link !== null) void desktop.openLink(second.link)
    else if (!second.hidden) window.show()
  })
  const startsHidden = (hidden || preferences.get().startHidden) && host.isPresent
  if (!startsHidden) window.show()

  const core = await coreStarting
  if (core.log !== undefined) log.forwardTo(core.log)
  if (core.power !== undefined) owned.use(watchPower(core.power))
  const handlers = core.handlers
  const tray = owned.use(
    new TrayIcon(join(assets, 'tray'), host, action => {
      void runTrayAction(action, { handlers, desktop, quit: () => lifetime.request('tray'), alerts, log })
    }),
  )
  const mirror = owned.use(new CoreMirror(core))
  owned.use(mirror.onChange(snapshot => tray.update(snapshot)))
  owned.use(core.on('app:changed', patch => ipc.send('app:changed', patch)))
  owned.use(core.on('log:lines', lines => ipc.send('log:lines', lines)))
  owned.use(core.onQuitRequested(() => lifetime.request('core')))
  await mirror.refresh()
  for (const early of links.splice(0)) await desktop.openLink(early)
  app.on('open-url', (_event, url) => void desktop.openLink(url))
}
