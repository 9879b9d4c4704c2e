import { AppError } from '#shared/errors'
import { calls, type CallName, type Handlers } from '#shared/ipc/contract'

/** What only looks is answered to the end, so that the progress of a stop can be seen. */
const stillAnswered: readonly CallName[] = [
  'app:snapshot',
  'app:quit',
  'server:attempts',
  'server:cleanups',
  'server:log',
  'tools:list',
]

/** The same handlers; once `isStopping`, those that would start or change something refuse with `CANCELLED`. */
export function refuseWhileStopping(handlers: Handlers, isStopping: () => boolean): Handlers {
  const guarded = Object.fromEntries(
    (Object.keys(calls) as CallName[]).map(name => {
      const handle = handlers[name] as (input: unknown) => Promise<unknown> // each keeps its own input: nothing is looked at here
      if (stillAnswered.includes(name)) return [name, handle]
      const guard = async (input: unknown): Promise<unknown> => {
        if (isStopping()) throw new AppError('CANCELLED', 'MCPProxy is stopping: start it again first', { what: name })
        return handle(input)
      }
      return [name, guard]
    }),
  )
  return guarded as unknown as Handlers // one entry for each name of the contract
}
