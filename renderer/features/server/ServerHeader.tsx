import type { RefObject } from 'react'
import type { ServerView } from '#shared/ipc/contract'
import { ArrowLeft, CirclePause, CirclePlay, RotateCw } from 'lucide-react'
import { useClient, useView } from '../../app/hooks.ts'
import { Button } from '../../components/Button.tsx'
import { IconButton } from '../../components/IconButton.tsx'
import { StatusBadge } from '../../components/StatusBadge.tsx'
import { t } from '../../messages.ts'
import { selectPending } from '../../stores/view.ts'
import { canDisable, canEnable, canRestart, restartIsTry } from '../servers/commands.ts'

export interface ServerHeaderProps {
  readonly server: ServerView
  readonly headingRef: RefObject<HTMLHeadingElement | null>
}

export function ServerHeader({ server, headingRef }: ServerHeaderProps) {
  const { view, actions } = useClient()
  const pending = useView(selectPending(server.name))
  const { name } = server
  return (
    <header className="flex min-h-14 shrink-0 flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2.5 wide:pe-5">
      <IconButton
        label={t('server.back')}
        shortcut="Esc"
        icon={<ArrowLeft aria-hidden className="size-4 rtl:rotate-180" />}
        onClick={() => view.openServers()}
      />
      <h1
        ref={headingRef}
        tabIndex={-1}
        dir="auto"
        title={name}
        className="min-w-0 truncate text-title font-semibold tracking-tight outline-none select-text"
      >
        {name}
      </h1>
      <StatusBadge status={server.status} />
      <div className="flex flex-1 justify-end gap-2">
        {canEnable(server) && (
          <Button
            look={server.status === 'auto-disabled' ? 'primary' : 'plain'}
            busy={pending === 'enable'}
            icon={<CirclePlay aria-hidden className="size-3.5" />}
            onClick={() => void actions.command(name, 'enable')}
          >
            {t('action.enable')}
          </Button>
        )}
        {canRestart(server) && server.status !== 'auto-disabled' && (
          <Button
            busy={pending === 'restart'}
            icon={<RotateCw aria-hidden className="size-3.5" />}
            onClick={() => void actions.command(name, 'restart')}
          >
            {t(restartIsTry(server) ? 'action.tryNow' : 'action.restart')}
          </Button>
        )}
        {canDisable(server) && (
          <Button
            busy={pending === 'disable'}
            icon={<CirclePause aria-hidden className="size-3.5" />}
            onClick={() => void actions.command(name, 'disable')}
          >
            {t('action.disable')}
          </Button>
        )}
      </div>
    </header>
  )
}
