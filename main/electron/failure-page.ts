import { BrowserWindow } from 'electron'
import { AppError } from '#shared/errors'
import { messages } from './messages.ts'

/** Says in a window of its own, without scripts, why there is no core. Resolves when a person has closed it. */
export function showStartFailure(error: unknown): Promise<void> {
  const window = new BrowserWindow({
    width: 560,
    height: 280,
    title: messages.startFailed,
    autoHideMenuBar: true,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false },
  })
  const closed = new Promise<void>(resolve => window.once('closed', resolve))
  void window.loadURL(`data:text/html;charset=utf-8,${encodeURIComponent(failurePage(error))}`)
  return closed
}

function failurePage(error: unknown): string {
  // The message of a bug may hold anything; that of an expected failure was written for people.
  const reason = error instanceof AppError ? error.message : messages.internalAlert
  return `<!doctype html><meta name="color-scheme" content="light dark"><title>${messages.startFailed}</title>
<body style="font: 15px/1.5 system-ui; margin: 2.5rem"><h1 style="font-size: 1.2rem">${messages.startFailed}</h1>
<p>${escapeHtml(reason)}</p></body>`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
