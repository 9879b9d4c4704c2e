import { useState } from 'react'
import type { ServerView } from '#shared/ipc/contract'
import {
  CirclePause,
  CirclePlay,
  Copy,
  Ellipsis,
  PanelRightOpen,
  RotateCw,
  SearchCode,
  Stethoscope,
} from 'lucide-react'
import { useClient } from '../../app/hooks.ts'
import { buttonStyle } from '../../components/Button.tsx'
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from '../../components/Menu.tsx'
import { t } from '../../messages.ts'
import { canDisable, canEnable, canRestart, restartIsTry } from './commands.ts'

const iconSize = 'size-3.5'
const triggerStyle = buttonStyle({ look: 'quiet', size: 'squareSmall' })

export interface ServerMenuProps {
  readonly server: ServerView
  readonly tabIndex?: number
  /** Makes the menu ready before its first use. @default true */
  readonly ready?: boolean
}

/** Everything that can be done with a server, with its keys. Where it is not ready, it exists from its first use on: rows scroll fast. */
export function ServerMenu({ server, tabIndex = 0, ready = true }: ServerMenuProps) {
  const [used, setUsed] = useState(false)
  const [open, setOpen] = useState(false)
  const button = {
    'aria-label': t('action.moreNamed', { name: server.name }),
    'data-menu': '',
    tabIndex,
    className: triggerStyle,
  }
  const icon = <Ellipsis aria-hidden className="size-4" />
  if (!used && !ready) {
    const use = () => {
      setUsed(true)
      setOpen(true)
    }
    return (
      <button
        type="button"
        aria-haspopup="menu"
        aria-expanded={false}
        onPointerDown={event => {
          if (event.button !== 0) return
          event.preventDefault() // the focus goes to the menu
          use()
        }}
        onClick={use}
        {...button}
      >
        {icon}
      </button>
    )
  }
  return (
    <Menu open={open} onOpenChange={setOpen}>
      <MenuTrigger {...button}>{icon}</MenuTrigger>
      <Items server={server} />
    </Menu>
  )
}

function Items({ server }: { readonly server: ServerView }) {
  const { actions, view, diagnose } = useClient()
  const { name, lastError } = server
  return (
    <MenuContent>
      <MenuItem icon={<PanelRightOpen className={iconSize} />} shortcut="↵" onSelect={() => view.openServer(name)}>
        {t('action.open')}
      </MenuItem>
      <MenuItem
        icon={<RotateCw className={iconSize} />}
        shortcut="R"
        disabled={!canRestart(server)}
        onSelect={() => void actions.command(name, 'restart')}
      >
        {t(restartIsTry(server) ? 'action.tryNow' : 'action.restart')}
      </MenuItem>
      {canEnable(server) && (
        <MenuItem
          icon={<CirclePlay className={iconSize} />}
          shortcut="E"
          onSelect={() => void actions.command(name, 'enable')}
        >
          {t(server.status === 'auto-disabled' ? 'action.reenable' : 'action.enable')}
        </MenuItem>
      )}
      {canDisable(server) && (
        <MenuItem
          icon={<CirclePause className={iconSize} />}
          shortcut="D"
          onSelect={() => void actions.command(name, 'disable')}
        >
          {t('action.disable')}
        </MenuItem>
      )}
      <MenuItem icon={<Stethoscope className={iconSize} />} shortcut="G" onSelect={() => diagnose(name)}>
        {t('diagnosis.start')}
      </MenuItem>
      {server.status === 'ready' && (
        <MenuItem icon={<SearchCode className={iconSize} />} onSelect={() => void actions.inspect(name)}>
          {t('action.inspect')}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem icon={<Copy className={iconSize} />} onSelect={() => void actions.copy(name)}>
        {t('action.copyName')}
      </MenuItem>
      {lastError && (
        <MenuItem icon={<Copy className={iconSize} />} onSelect={() => void actions.copy(lastError.summary)}>
          {t('action.copyError')}
        </MenuItem>
      )}
    </MenuContent>
  )
}
