// Preloaded with --import into what is measured: answers "report" over the IPC channel with what only the process itself knows.
import { monitorEventLoopDelay } from 'node:perf_hooks'

const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
process.on('message', request => {
  if (request !== 'report' && request !== 'reset' && request !== 'quiet') return
  // Watching someone idle must not keep them busy.
  if (request === 'quiet') delay.disable()
  else globalThis.gc?.()
  const { user, system } = process.cpuUsage()
  process.send?.({
    cpuMs: (user + system) / 1_000,
    rssBytes: process.memoryUsage.rss(),
    // The histogram counts its own 5 ms tick; what is above it is delay.
    eventLoopDelayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - 5),
  })
  if (request === 'reset') delay.reset()
})
process.channel?.unref()
