import type { ServerView } from '#shared/ipc/contract'
import { Attempts } from './Attempts.tsx'
import { Cleanups } from './Cleanups.tsx'
import { Diagnosis } from './Diagnosis.tsx'
import { Facts } from './Facts.tsx'
import { LastError, type FailureRole } from './LastError.tsx'
import { StatusSentence } from './StatusSentence.tsx'

/** How it is, why, what to do; then the facts and the past. An entry that cannot be used has neither. */
export function Overview({ server }: { readonly server: ServerView }) {
  const { status, lastError } = server
  const isUsable = status !== 'invalid'
  return (
    <div className="mx-auto grid max-w-6xl gap-4 p-5 roomy:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <StatusSentence server={server} />
        <Diagnosis server={server} />
        {lastError && <LastError failure={lastError} role={roleOf(server)} />}
        {isUsable && <Attempts server={server} />}
      </div>
      {isUsable && (
        <div className="flex min-w-0 flex-col gap-4">
          <Facts server={server} />
          <Cleanups server={server} />
        </div>
      )}
    </div>
  )
}

function roleOf({ status }: ServerView): FailureRole {
  if (status === 'invalid') return 'invalid'
  return status === 'ready' ? 'earlierError' : 'lastError'
}
