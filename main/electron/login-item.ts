import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { app } from 'electron'
import { autostartEntry } from './autostart-entry.ts'
import type { LoginItem } from './preference-store.ts'

/** How this system starts applications at login. */
export function createLoginItem(home: string, env: NodeJS.ProcessEnv): LoginItem {
  return process.platform === 'linux' ? linuxLoginItem(home, env) : systemLoginItem
}

/** The desktop's own list of applications to start; Electron has none on Linux. */
function linuxLoginItem(home: string, env: NodeJS.ProcessEnv): LoginItem {
  const file = join(env.XDG_CONFIG_HOME || join(home, '.config'), 'autostart', 'mcpproxy.desktop')
  // An AppImage is mounted at another place each time; APPIMAGE names the file itself.
  const program = env.APPIMAGE || process.execPath
  const command = app.isPackaged ? [program] : [program, app.getAppPath()]
  return {
    isSet: () => existsSync(file),
    set(on, { hidden }) {
      if (!on) return rmSync(file, { force: true })
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, autostartEntry([...command, ...(hidden ? ['--hidden'] : [])]))
    },
  }
}

const systemLoginItem: LoginItem = {
  isSet: () => app.getLoginItemSettings().openAtLogin,
  set: (on, { hidden }) => app.setLoginItemSettings({ openAtLogin: on, args: hidden ? ['--hidden'] : [] }),
}
