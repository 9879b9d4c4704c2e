import type { Alerts } from '#core/app/alerts'
import type { Log } from '#core/log/log'
import { messages } from './messages.ts'

/** BSD's EX_SOFTWARE: an internal error. */
const internalErrorExit = 70

/**
 * Takes uncaught errors away from Electron, whose modal box would stop everything and tell a log nothing.
 * People see an alert in the window; a test (`MCPPROXY_TEST`) sees it on stderr, and the process end.
 */
export function handleUncaught(alerts: Alerts, log: Log, env: NodeJS.ProcessEnv): void {
  const handle = (error: unknown) => {
    if (env.MCPPROXY_TEST) {
      process.stderr.write(`Uncaught: ${error instanceof Error ? error.stack : String(error)}\n`)
      return process.exit(internalErrorExit)
    }
    log.error('Uncaught error', { error })
    alerts.raise('internal', 'internal', messages.internalAlert)
  }
  process.on('uncaughtException', handle)
  process.on('unhandledRejection', handle)
}
