import { app, powerMonitor } from 'electron'

/** Every way in which the system asks us to leave. `ask` gets the name of the way, for the log. */
export function onEndRequested(ask: (source: string) => void): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => ask(signal))
  void app.whenReady().then(() => {
    // The session is ending (Linux, macOS). Preventing makes the system wait for us; the types leave the event out.
    powerMonitor.on('shutdown', (...[event]: readonly Partial<Electron.Event>[]) => {
      event?.preventDefault?.()
      ask('shutdown')
    })
  })
}
