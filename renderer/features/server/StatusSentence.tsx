import type { ServerView } from '#shared/ipc/contract'
import { FileText } from 'lucide-react'
import { useClient, useView } from '../../app/hooks.ts'
import { Button } from '../../components/Button.tsx'
import { Callout } from '../../components/Callout.tsx'
import { StatusIcon } from '../../components/StatusBadge.tsx'
import { statusLooks } from '../../components/status-look.ts'
import { TimeText } from '../../components/TimeText.tsx'
import { formatDuration } from '../../format/duration.ts'
import { t } from '../../messages.ts'
import { freshResultOf, type FreshResult } from '../../stores/fresh-result.ts'
import { selectTriedAt } from '../../stores/view.ts'
import { ServerActivity } from '../servers/ServerActivity.tsx'

/** The state in one sentence, why and since when, and what happens next. */
export function StatusSentence({ server }: { readonly server: ServerView }) {
  const { view, actions } = useClient()
  const { name, status, suspension } = server
  const triedAt = useView(selectTriedAt(name))
  const result = triedAt === null ? null : freshResultOf(server, triedAt)
  const reportId = suspension?.reportId ?? null
  return (
    <Callout
      tone={statusLooks[status].tone}
      icon={<StatusIcon status={status} />}
      title={sentence(server)}
      actions={
        <>
          <span className="text-small text-muted">{status !== 'connecting' && <ServerActivity server={server} />}</span>
          {reportId !== null && (
            <Button
              size="small"
              icon={<FileText aria-hidden className="size-3.5" />}
              onClick={() => view.openReport(name, reportId)}
            >
              {t('report.show')}
            </Button>
          )}
          {status === 'invalid' && (
            <Button size="small" onClick={() => void actions.open({ kind: 'reveal', place: 'config' })}>
              {t('overview.showConfig')}
            </Button>
          )}
        </>
      }
    >
      {suspension !== null && status === 'auto-disabled' && (
        <p className="flex flex-wrap gap-x-2">
          <bdi>{suspension.reason}</bdi>
          <span className="text-small">
            <TimeText at={suspension.sinceAt} as="relative" />
          </span>
        </p>
      )}
      <p role="status">{result && resultText(result)}</p>
    </Callout>
  )
}

/** What came of the last try, in words; nothing while the title says it. */
function resultText(result: FreshResult): string | null {
  switch (result.kind) {
    case 'connecting':
      return null
    case 'ready':
      return t('result.ready', { count: result.toolCount, duration: formatDuration(result.afterMs) })
    case 'failed':
      return t('result.failed', { summary: result.summary })
  }
}

function sentence({ status, toolCount, phase }: ServerView): string {
  if (status === 'ready') return t('sentence.ready', { count: toolCount })
  if (status === 'connecting' && phase !== null) {
    return t('sentence.connectingPhase', { phase: t(`phase.${phase}`).toLowerCase() })
  }
  return t(`sentence.${status}`)
}
