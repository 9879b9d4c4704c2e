import type { ServerView } from '#shared/ipc/contract'
import { Attempts } from './Attempts.tsx'
import { Cleanups } from './Cleanups.tsx'
import { Facts } from './Facts.tsx'
import { LastError } from './LastError.tsx'
import { StatusSentence } from './StatusSentence.tsx'

/** How it is, why, what to do; then the facts and the past. */
export function Overview({ server }: { readonly server: ServerView }) {
  return (
    <div className="mx-auto grid max-w-6xl gap-4 p-5 roomy:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <StatusSentence server={server} />
        {server.lastError && <LastError failure={server.lastError} cured={server.status === 'ready'} />}
        <Attempts server={server} />
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <Facts server={server} />
        <Cleanups server={server} />
      </div>
    </div>
  )
}
