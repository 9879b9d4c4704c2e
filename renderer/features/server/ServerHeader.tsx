import type { RefObject } from 'react'
import type { ServerView } from '#shared/ipc/contract'
import { ArrowLeft, CirclePause, CirclePlay, RotateCw, Stethoscope } from 'lucide-react'
import { useClient, useDiagnosis, useView } from '../../app/hooks.ts'
import { Button } from '../../components/Button.tsx'
import { IconButton } from '../../components/IconButton.tsx'
import { StatusBadge } from '../../components/StatusBadge.tsx'
import { t } from '../../messages.ts'
import { freshResultOf } from '../../stores/fresh-result.ts'
import { selectPending, selectTriedAt } from '../../stores/view.ts'
import { canDisable, canEnable, canRestart, restartIsTry } from '../servers/commands.ts'

export interface ServerHeaderProps {
  readonly server: ServerView
  readonly headingRef: RefObject<HTMLHeadingElement | null>
}

export function ServerHeader({ server, headingRef }: ServerHeaderProps) {
  const { view, actions, diagnose } = useClient()
  const pending = useView(selectPending(server.name))
  const isDiagnosing = useDiagnosis(server.name)?.kind === 'running'
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
      <div className="flex flex-1 flex-wrap justify-end gap-2">
        <Button
          busy={isDiagnosing}
          icon={<Stethoscope aria-hidden className="size-3.5" />}
          onClick={() => diagnose(name)}
        >
          {t(isDiagnosing ? 'diagnosis.running' : 'diagnosis.start')}
        </Button>
        <RunButton server={server} />
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

/** Has the server run: one button through all its states, so that it keeps the focus while they change. */
function RunButton({ server }: { readonly server: ServerView }) {
  const { actions } = useClient()
  const { name, status } = server
  const pending = useView(selectPending(name))
  const triedAt = useView(selectTriedAt(name))
  const isTrying = triedAt !== null && freshResultOf(server, triedAt)?.kind === 'connecting'
  if (pending === 'enable' || pending === 'restart' || isTrying) {
    return <Button busy>{t('result.connecting')}</Button>
  }
  if (canEnable(server)) {
    const isHeldBack = status === 'auto-disabled'
    return (
      <Button
        look={isHeldBack ? 'primary' : 'plain'}
        icon={<CirclePlay aria-hidden className="size-3.5" />}
        onClick={() => void actions.command(name, 'enable')}
      >
        {t(isHeldBack ? 'action.reenable' : 'action.enable')}
      </Button>
    )
  }
  if (!canRestart(server)) return null
  return (
    <Button icon={<RotateCw aria-hidden className="size-3.5" />} onClick={() => void actions.command(name, 'restart')}>
      {t(restartIsTry(server) ? 'action.tryNow' : 'action.restart')}
    </Button>
  )
}
