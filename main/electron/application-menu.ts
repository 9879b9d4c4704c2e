import { Menu, type MenuItemConstructorOptions } from 'electron'
import { messages } from './messages.ts'

/** The menu bar: on macOS always there, elsewhere under Alt; what it holds is mostly its keyboard shortcuts. */
export function setApplicationMenu(actions: { readonly quit: () => void }): void {
  const quit: MenuItemConstructorOptions = {
    label: messages.tray.quit,
    accelerator: 'CommandOrControl+Q',
    click: actions.quit,
  }
  const own: MenuItemConstructorOptions =
    process.platform === 'darwin'
      ? { role: 'appMenu', submenu: [{ role: 'about' }, { role: 'hide' }, { role: 'hideOthers' }, quit] }
      : { label: messages.menu.file, submenu: [{ role: 'close' }, quit] }
  const view: MenuItemConstructorOptions = {
    label: messages.menu.view,
    submenu: [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { role: 'togglefullscreen' }],
  }
  Menu.setApplicationMenu(Menu.buildFromTemplate([own, { role: 'editMenu' }, view, { role: 'windowMenu' }]))
}
