import type { AppView } from '#shared/ipc/contract'
import { useClient, useView } from '../../app/hooks.ts'
import { Button } from '../../components/Button.tsx'
import { Callout } from '../../components/Callout.tsx'
import { CopyButton } from '../../components/CopyButton.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { t } from '../../messages.ts'
import { selectPanel } from '../../stores/view.ts'

type Taken = Extract<AppView['endpoint'], { state: 'taken' }>

/** Somebody else has our port: who, what it means, and the next free one. */
export function PortTaken({ endpoint: { url, owner, nextFreePort } }: { readonly endpoint: Taken }) {
  const { view } = useClient()
  const { port, host } = new URL(url)
  const body = t('port.body', { owner: owner ?? t('port.unknownOwner'), address: host })
  return (
    <Callout
      tone="bad"
      role="alert"
      title={t('port.title', { port })}
      actions={
        nextFreePort !== null && (
          <Button look="primary" size="small" onClick={() => view.openPanel('port')}>
            {t('port.use', { port: String(nextFreePort) })}
          </Button>
        )
      }
    >
      {body} {nextFreePort === null && t('port.noneFree')}
      {nextFreePort !== null && <ConfirmPort url={url} port={nextFreePort} />}
    </Callout>
  )
}

function ConfirmPort({ url, port }: { readonly url: string; readonly port: number }) {
  const { actions, view } = useClient()
  const open = useView(selectPanel) === 'port'
  const next = withPort(url, port)
  const words = { port: String(port) } // a port is a name, not a quantity: never grouped
  const confirm = () => {
    view.openPanel(null)
    void actions.usePort(port)
  }
  return (
    <Dialog
      open={open}
      title={t('port.confirmTitle', words)}
      description={t('port.confirmBody')}
      onClose={() => view.openPanel(null)}
      footer={
        <>
          <Button onClick={() => view.openPanel(null)}>{t('common.cancel')}</Button>
          <Button look="primary" onClick={confirm}>
            {t('port.confirm', words)}
          </Button>
        </>
      }
    >
      <dl className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1">
        <dt className="text-muted">{t('port.old')}</dt>
        <dd className="col-span-2 truncate font-mono text-small line-through">{url}</dd>
        <dt className="text-muted">{t('port.new')}</dt>
        <dd className="truncate font-mono text-small select-text">{next}</dd>
        <dd>
          <CopyButton label={t('endpoint.copy')} onCopy={() => actions.copy(next)} />
        </dd>
      </dl>
      <p className="mt-3 text-muted">{t('port.clients')}</p>
    </Dialog>
  )
}

function withPort(url: string, port: number): string {
  const changed = new URL(url)
  changed.port = String(port)
  return changed.href
}
