import { Keyboard, Pause, Play, Server, SlidersHorizontal } from 'lucide-react'
import { useClient, useMirror, useView } from '../../app/hooks.ts'
import { Button } from '../../components/Button.tsx'
import { IconButton } from '../../components/IconButton.tsx'
import { Tooltip } from '../../components/Tooltip.tsx'
import { t } from '../../messages.ts'
import { selectApp, selectAttention, selectServerCount } from '../../stores/selectors.ts'
import { selectRoute } from '../../stores/view.ts'
import { EndpointCard } from './EndpointCard.tsx'
import { Mark } from './Mark.tsx'

/** Places on top, the endpoint and what concerns all servers below. A rail of icons when the window is narrow. */
export function Sidebar() {
  const { view } = useClient()
  const app = useMirror(selectApp)
  return (
    <aside className="flex w-13 shrink-0 flex-col border-e border-line bg-sunken wide:w-52 roomy:w-56">
      <div className="flex h-14 items-center gap-2.5 px-3 wide:px-4">
        <Mark />
        <span className="hidden text-title font-semibold tracking-tight wide:inline">{t('app.name')}</span>
      </div>
      <nav aria-label={t('nav.label')} className="px-2">
        <ServersPlace />
      </nav>
      <div className="flex-1" />
      <div className="flex flex-col gap-2 p-2 wide:p-3">
        <EndpointCard />
        {app && <PauseButton paused={app.paused} pausing={app.paused && app.stopping.length > 0} />}
        <div className="flex flex-col items-center gap-1 wide:flex-row wide:justify-between">
          <span className="hidden ps-1 text-caption text-faint wide:inline">
            {app && t('app.version', { version: app.version })}
          </span>
          <span className="flex flex-col wide:flex-row">
            <IconButton
              label={t('nav.shortcuts')}
              shortcut="?"
              icon={<Keyboard aria-hidden className="size-4" />}
              onClick={() => view.openPanel('shortcuts')}
            />
            <IconButton
              label={t('nav.preferences')}
              icon={<SlidersHorizontal aria-hidden className="size-4" />}
              onClick={() => view.openPanel('preferences')}
            />
          </span>
        </div>
      </div>
    </aside>
  )
}

function ServersPlace() {
  const { view } = useClient()
  const all = useMirror(selectServerCount)
  const attention = useMirror(selectAttention)
  const isHere = useView(selectRoute).view === 'servers'
  return (
    <Tooltip text={t('nav.servers')} side="right">
      <button
        type="button"
        aria-current={isHere ? 'page' : undefined}
        onClick={() => view.openServers()}
        className="flex h-8 w-full items-center justify-center gap-2.5 rounded-control px-2 font-medium text-muted hover:bg-hover hover:text-ink aria-[current=page]:bg-pressed aria-[current=page]:text-ink wide:justify-start"
      >
        <Server aria-hidden className="size-4 shrink-0" />
        <span className="sr-only flex-1 text-start wide:not-sr-only">{t('nav.servers')}</span>
        <span className="hidden text-small text-muted tabular-nums wide:inline">{all > 0 && all}</span>
        {attention > 0 && <span className="sr-only">, {t('nav.attention', { count: attention })}</span>}
      </button>
    </Tooltip>
  )
}

function PauseButton({ paused, pausing }: { readonly paused: boolean; readonly pausing: boolean }) {
  const { actions } = useClient()
  const text = pausing ? t('pause.pausing') : t(paused ? 'pause.resume' : 'pause.pause')
  const Icon = paused ? Play : Pause
  return (
    <Button
      aria-label={text}
      busy={pausing}
      icon={<Icon aria-hidden className="size-3.5" />}
      onClick={() => void (paused ? actions.resume() : actions.pause())}
      className="px-0"
    >
      <span className="hidden wide:inline">{text}</span>
    </Button>
  )
}
