import type { AppView } from '#shared/ipc/contract'
import { CircleCheck, CircleDashed, CircleMinus, OctagonX, type LucideIcon } from 'lucide-react'
import { useClient, useMirror } from '../../app/hooks.ts'
import type { Tone } from '../../components/Badge.tsx'
import { CopyButton } from '../../components/CopyButton.tsx'
import { toneText } from '../../components/status-look.ts'
import { t } from '../../messages.ts'
import { selectEndpoint } from '../../stores/selectors.ts'

type EndpointState = AppView['endpoint']['state']

const looks: Readonly<Record<EndpointState, { readonly tone: Tone; readonly icon: LucideIcon }>> = {
  opening: { tone: 'busy', icon: CircleDashed },
  listening: { tone: 'ok', icon: CircleCheck },
  taken: { tone: 'bad', icon: OctagonX },
  closed: { tone: 'quiet', icon: CircleMinus },
}

/** The one address that clients need. */
export function EndpointCard() {
  const { actions } = useClient()
  const endpoint = useMirror(selectEndpoint)
  if (!endpoint) return null
  const { tone, icon: Icon } = looks[endpoint.state]
  return (
    <section
      aria-label={t('endpoint.label')}
      data-outlined=""
      className="flex items-center justify-center rounded-card wide:border wide:border-line wide:bg-surface wide:py-2 wide:ps-3 wide:pe-1.5"
    >
      <div className="hidden min-w-0 flex-1 wide:block">
        <p className="flex items-center gap-1.5 text-caption whitespace-nowrap text-muted">
          <Icon aria-hidden className={`size-3 ${toneText[tone]}`} />
          <span className="truncate">
            {t('endpoint.label')} · {t(`endpoint.${endpoint.state}`)}
          </span>
        </p>
        <p dir="ltr" title={endpoint.url} className="font-mono text-caption wrap-anywhere select-text roomy:text-small">
          {shortAddress(endpoint.url)}
        </p>
      </div>
      <CopyButton label={t('endpoint.copy')} onCopy={() => actions.copy(endpoint.url)} />
    </section>
  )
}

/** What differs between endpoints; the scheme is always the same. */
const shortAddress = (url: string): string => url.replace(/^http:\/\//, '')
