import { AppError } from '#shared/errors'
import type { Alerts } from '#core/app/alerts'
import type { Log } from '#core/log/log'
import type { DesktopCore } from './desktop-core.ts'
import type { Desktop } from './desktop.ts'
import { messages } from './messages.ts'
import type { TrayAction } from './tray-menu.ts'

export interface TrayActionContext {
  readonly handlers: DesktopCore['handlers']
  readonly desktop: Pick<Desktop, 'navigate' | 'showWindow'>
  readonly quit: () => void
  readonly alerts: Alerts
  readonly log: Log
}

/** Does what a person chose in the tray; what fails becomes an alert, since a menu cannot answer. */
export async function runTrayAction(action: TrayAction, context: TrayActionContext): Promise<void> {
  try {
    await run(action, context)
    context.alerts.clear('tray-action')
  } catch (error) {
    if (!(error instanceof AppError)) context.log.error('An action of the tray failed', { action, error })
    const reason = error instanceof AppError ? error.message : messages.internalAlert
    context.alerts.raise('tray-action', 'internal', messages.actionFailed(action.kind, reason))
  }
}

async function run(action: TrayAction, { handlers, desktop, quit }: TrayActionContext): Promise<void> {
  switch (action.kind) {
    case 'open':
      return desktop.showWindow()
    case 'show':
      return desktop.navigate({ view: 'server', name: action.server })
    case 'diagnose':
      return desktop.navigate({ view: 'server', name: action.server, diagnose: true })
    case 'report':
      return desktop.navigate({ view: 'server', name: action.server, report: action.id })
    case 'pause':
      return handlers['app:pause'](undefined)
    case 'resume':
      return handlers['app:resume'](undefined)
    case 'quit':
      return quit()
    case 'enable':
    case 'disable':
    case 'restart':
      await handlers[`server:${action.kind}`]({ name: action.server })
  }
}
