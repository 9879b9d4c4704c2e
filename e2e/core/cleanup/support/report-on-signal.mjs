// Preloaded with --import into a core that runs with --expose-gc: at SIGUSR2 it writes what only the process itself knows.
import { writeFileSync } from 'node:fs'

process.on('SIGUSR2', () => {
  globalThis.gc()
  // What a finalizer lets go needs a second look.
  setImmediate(() => {
    globalThis.gc()
    const resources = {}
    for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1
    const listeners = {}
    for (const name of process.eventNames()) listeners[String(name)] = process.listenerCount(name)
    const report = { heapBytes: process.memoryUsage().heapUsed, resources, listeners, cpuMs: process.cpuUsage() }
    writeFileSync(process.env.REPORT_FILE, `${JSON.stringify(report)}\n`)
  })
})
