import { app, type Session } from 'electron'

/** Denies every page what no page of ours needs: going elsewhere, opening windows, embedding, asking for permissions. */
export function guardPages(session: Session): void {
  session.setPermissionRequestHandler((_page, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  app.on('web-contents-created', (_event, page) => {
    page.on('will-navigate', event => event.preventDefault())
    page.on('will-frame-navigate', event => event.preventDefault())
    page.on('will-redirect', event => event.preventDefault())
    page.on('will-attach-webview', event => event.preventDefault())
    page.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}
