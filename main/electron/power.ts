import { net, powerMonitor } from 'electron'
import type { PowerEvents } from '#core/power/power'
import { Disposables } from '#shared/disposable'

/** Electron tells no event for it outside a page. */
const networkPollMs = 5_000

/** Tells the core of sleep and network. Call when Electron is ready. */
export function watchPower(power: PowerEvents): Disposable {
  const owned = new Disposables()
  const suspend = () => power.suspend()
  const resume = () => power.resume()
  powerMonitor.on('suspend', suspend)
  powerMonitor.on('resume', resume)
  owned.defer(() => powerMonitor.off('suspend', suspend))
  owned.defer(() => powerMonitor.off('resume', resume))
  const look = () => (net.isOnline() ? power.online() : power.offline())
  const timer = setInterval(look, networkPollMs)
  owned.defer(() => clearInterval(timer))
  look()
  return owned
}
