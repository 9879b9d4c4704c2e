import type { ReactNode } from 'react'
import type { ServerView } from '#shared/ipc/contract'
import { useClient } from '../../app/hooks.ts'
import { Card } from '../../components/Card.tsx'
import { CopyButton } from '../../components/CopyButton.tsx'
import { Countdown, TimeText } from '../../components/TimeText.tsx'
import { t } from '../../messages.ts'

/** What is known of the server, each fact on a line; unknown ones are left out. */
export function Facts({ server }: { readonly server: ServerView }) {
  const { actions } = useClient()
  const { target, transport, serverInfo, protocolVersion, pid, latencyMs, readySinceAt } = server
  const offers = [
    t('facts.tools', { count: server.toolCount }),
    ...(server.promptCount > 0 ? [t('facts.prompts', { count: server.promptCount })] : []),
    ...(server.resourceCount > 0 ? [t('facts.resources', { count: server.resourceCount })] : []),
  ]
  return (
    <Card title={t('facts.title')}>
      <dl className="flex flex-col gap-2.5 text-small">
        <div>
          <dt className="flex items-center justify-between text-muted">
            {t(transport === 'stdio' ? 'facts.command' : 'facts.url')}
            <CopyButton label={t('facts.copyTarget')} onCopy={() => actions.copy(target)} />
          </dt>
          <dd dir="ltr" className="font-mono text-caption leading-4 select-text wrap-anywhere">
            {target}
          </dd>
        </div>
        <Fact title={t('facts.transport')}>{t(`transport.${transport}`)}</Fact>
        {serverInfo && (
          <Fact title={t('facts.server')}>
            <bdi>{serverInfo.name}</bdi> {serverInfo.version}
          </Fact>
        )}
        {protocolVersion !== null && <Fact title={t('facts.protocol')}>{protocolVersion}</Fact>}
        {server.status === 'ready' && <Fact title={t('facts.offers')}>{offers.join(', ')}</Fact>}
        {readySinceAt !== null && (
          <Fact title={t('facts.upFor')}>
            <TimeText at={readySinceAt} as="uptime" />
          </Fact>
        )}
        {pid !== null && <Fact title={t('facts.pid')}>{String(pid)}</Fact>}
        {latencyMs !== null && (
          <Fact title={t('facts.latency')}>{t('facts.latencyValue', { count: Math.round(latencyMs) })}</Fact>
        )}
        {server.lastAttemptAt !== null && (
          <Fact title={t('facts.lastAttempt')}>
            <TimeText at={server.lastAttemptAt} as="relative" />
          </Fact>
        )}
        {server.nextAttemptAt !== null && (
          <Fact title={t('facts.next')}>
            <Countdown at={server.nextAttemptAt} />
          </Fact>
        )}
        {server.suspension?.nextProbeAt != null && (
          <Fact title={t('facts.nextProbe')}>
            <Countdown at={server.suspension.nextProbeAt} />
          </Fact>
        )}
        {server.retryCount > 0 && <Fact title={t('facts.failures')}>{String(server.retryCount)}</Fact>}
      </dl>
    </Card>
  )
}

function Fact({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="shrink-0 text-muted">{title}</dt>
      <dd className="min-w-0 text-end select-text wrap-anywhere">{children}</dd>
    </div>
  )
}
