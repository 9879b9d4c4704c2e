import { useSyncExternalStore } from 'react'
import type { AppView } from '#shared/ipc/contract'
import { useClient, useMirror } from '../../app/hooks.ts'
import { selectApp } from '../../stores/selectors.ts'

/** So long, everybody looks at the start as a whole. */
const firstMs = 10_000
/** So many at most are told apart better in the list than by a count. */
const lastFew = 3
/** Who has not answered by then hangs, however many they are. */
const longestMs = 120_000

/** Whether the progress of the start says more than the servers' own rows. */
export function showsStartup({ phase, paused, startup, startedAt }: AppView, nowAt: number): boolean {
  if (paused || phase === 'ready' || phase === 'stopping') return false
  if (phase !== 'connecting') return true
  const open = startup.total - startup.done
  const sinceMs = nowAt - startedAt
  return startup.total > 0 && (sinceMs < firstMs || (open > lastFew && sinceMs < longestMs))
}

const withoutTicks = () => () => undefined

/** The same, as of now; follows the clock only while servers connect. */
export function useStartupShown(): boolean {
  const { clock } = useClient()
  const app = useMirror(selectApp)
  return useSyncExternalStore(
    app?.phase === 'connecting' ? clock.subscribe : withoutTicks,
    () => app !== null && showsStartup(app, clock.now()),
  )
}
