import type { ServerView } from '#shared/ipc/contract'
import { Callout } from '../../components/Callout.tsx'
import { StatusIcon } from '../../components/StatusBadge.tsx'
import { statusLooks } from '../../components/status-look.ts'
import { t } from '../../messages.ts'
import { ServerActivity } from '../servers/ServerActivity.tsx'
import { TimeText } from '../../components/TimeText.tsx'

/** The state in one sentence, and what happens next. */
export function StatusSentence({ server }: { readonly server: ServerView }) {
  const { status, suspension } = server
  return (
    <Callout
      tone={statusLooks[status].tone}
      icon={<StatusIcon status={status} />}
      title={sentence(server)}
      actions={
        <span className="text-small text-muted">{status !== 'connecting' && <ServerActivity server={server} />}</span>
      }
    >
      {suspension !== null && status === 'auto-disabled' && (
        <p>
          <bdi>{suspension.reason}</bdi> · <TimeText at={suspension.sinceAt} as="relative" />
        </p>
      )}
    </Callout>
  )
}

function sentence({ status, toolCount, phase }: ServerView): string {
  if (status === 'ready') return t('sentence.ready', { count: toolCount })
  if (status === 'connecting' && phase !== null) {
    return t('sentence.connectingPhase', { phase: t(`phase.${phase}`).toLowerCase() })
  }
  return t(`sentence.${status}`)
}
