// Loaded before the application: writes down when Electron was ready, which who attaches later cannot see, and how long
// main was busy at a stretch from then on. A file, because main may be too busy to be asked.
const { appendFileSync } = require('node:fs')
const { app } = require('electron')
const everyMs = 4
const longMs = 30
const watchedMs = 3_000
const tell = fact => appendFileSync(process.env.BENCH_FACTS, JSON.stringify(fact) + '\n')
void app.whenReady().then(() => {
  const readyAt = Date.now()
  tell({ readyAt })
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    const busyMs = now - last - everyMs
    last = now
    const untilMs = Date.now() - readyAt
    if (busyMs > longMs) tell({ busyMs: Math.round(busyMs), untilMs })
    if (untilMs > watchedMs) clearInterval(timer)
  }, everyMs)
})
