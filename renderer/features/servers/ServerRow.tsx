import { memo } from 'react'
import type { ServerView } from '#shared/ipc/contract'
import { needsAttention, type Status } from '#shared/status'
import { useClient, useMirror, useView } from '../../app/hooks.ts'
import { Badge } from '../../components/Badge.tsx'
import { StatusIcon } from '../../components/StatusBadge.tsx'
import { statusLooks, toneText } from '../../components/status-look.ts'
import { Switch } from '../../components/Switch.tsx'
import { t } from '../../messages.ts'
import { selectServer } from '../../stores/selectors.ts'
import { selectPending } from '../../stores/view.ts'
import { isOn } from './commands.ts'
import { ServerActivity } from './ServerActivity.tsx'
import { ServerMenu } from './ServerMenu.tsx'

export interface ServerRowProps {
  readonly name: string
  readonly index: number
  /** Pixels from the top of the list. */
  readonly start: number
  readonly active: boolean
}

/** One server. Follows only itself in the mirror. */
export const ServerRow = memo(function ServerRow({ name, index, start, active }: ServerRowProps) {
  const server = useMirror(selectServer(name))
  const { view } = useClient()
  if (!server) return null
  const tabIndex = active ? 0 : -1
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={active}
      data-row={index}
      data-status={server.status}
      tabIndex={tabIndex}
      onFocus={() => view.activate(name)}
      onClick={event => opensPage(event.target) && view.openServer(name)}
      style={{ transform: `translateY(${start}px)` }}
      className="server-columns group absolute inset-x-0 top-0 h-(--row-height) rounded-control px-2 -outline-offset-2 hover:bg-hover focus-within:bg-hover"
    >
      <span role="gridcell" className="flex min-w-0 items-center gap-3">
        <StatusIcon status={server.status} className="size-4.5" />
        <span className="row-text min-w-0 flex-1">
          <bdi
            dir="auto"
            title={name}
            className="-my-0.5 block truncate py-0.5 font-medium [text-align:-webkit-match-parent]"
          >
            {name}
          </bdi>
          <Subline server={server} />
        </span>
      </span>
      <span role="gridcell" data-column="status" className="flex">
        <StatusWord status={server.status} />
      </span>
      <span role="gridcell" data-column="transport" className="truncate text-small text-muted">
        {t(`transport.${server.transport}`)}
      </span>
      <span role="gridcell" data-column="tools" className="text-small text-muted tabular-nums">
        {server.toolCount > 0 ? <ToolCount count={server.toolCount} /> : <span className="text-faint">–</span>}
      </span>
      <span role="gridcell" data-column="activity" className="truncate text-small text-muted">
        <ServerActivity server={server} />
      </span>
      <span role="gridcell" data-column="actions" className="flex items-center justify-end gap-2" data-keeps-page="">
        <EnableSwitch server={server} tabIndex={tabIndex} />
        <ServerMenu server={server} tabIndex={tabIndex} ready={active} />
      </span>
    </div>
  )
})

/** The word; in a pill only where a person is wanted, so that these stand out. The icon leads the row. */
function StatusWord({ status }: { readonly status: Status }) {
  if (needsAttention(status)) return <Badge tone={statusLooks[status].tone}>{t(`status.${status}`)}</Badge>
  return <span className="text-small text-muted">{t(`status.${status}`)}</span>
}

function ToolCount({ count }: { readonly count: number }) {
  return (
    <>
      {count}
      <span className="sr-only"> {t('servers.tools', { count })}</span>
    </>
  )
}

/** Why it does not work, or how it is reached. */
function Subline({ server: { status, lastError, suspension, target } }: { readonly server: ServerView }) {
  const trouble = needsAttention(status) ? (lastError?.summary ?? suspension?.reason ?? null) : null
  return (
    <span
      dir={trouble === null ? 'ltr' : 'auto'}
      title={trouble ?? target}
      className={`block truncate text-small [text-align:-webkit-match-parent] ${trouble === null ? 'text-faint' : toneText[statusLooks[status].tone]}`}
    >
      {trouble ?? target}
    </span>
  )
}

function EnableSwitch({ server, tabIndex }: { readonly server: ServerView; readonly tabIndex: number }) {
  const { actions } = useClient()
  const pending = useView(selectPending(server.name)) !== null
  return (
    <Switch
      aria-label={t('action.enableNamed', { name: server.name })}
      tabIndex={tabIndex}
      checked={isOn(server)}
      pending={pending}
      disabled={server.status === 'invalid'}
      onCheckedChange={on => void actions.command(server.name, on ? 'enable' : 'disable')}
    />
  )
}

/** A click on a row opens it, except on what has a click of its own. */
function opensPage(target: EventTarget): boolean {
  return target instanceof Element && target.closest('[data-keeps-page], [role="menu"], [role="menuitem"]') === null
}
