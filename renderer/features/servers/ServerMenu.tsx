import type { ServerView } from '#shared/ipc/contract'
import { CirclePause, CirclePlay, Copy, Ellipsis, PanelRightOpen, RotateCw } from 'lucide-react'
import { useClient } from '../../app/hooks.ts'
import { buttonStyle } from '../../components/Button.tsx'
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from '../../components/Menu.tsx'
import { t } from '../../messages.ts'
import { canDisable, canEnable, canRestart, restartIsTry } from './commands.ts'

const iconSize = 'size-3.5'

/** Everything that can be done with a server, with its keys. */
export function ServerMenu({ server, tabIndex = 0 }: { readonly server: ServerView; readonly tabIndex?: number }) {
  const { actions, view } = useClient()
  const { name, lastError } = server
  return (
    <Menu>
      <MenuTrigger
        aria-label={t('action.moreNamed', { name })}
        data-menu=""
        tabIndex={tabIndex}
        className={buttonStyle({ look: 'quiet', size: 'squareSmall' })}
      >
        <Ellipsis aria-hidden className="size-4" />
      </MenuTrigger>
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
            {t('action.enable')}
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
    </Menu>
  )
}
