import { useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { ScrollText } from 'lucide-react'
import { useClient } from '../../app/hooks.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { t } from '../../messages.ts'
import { filterLines, type Level, type NumberedLine } from '../../stores/log-lines.ts'
import { LogTail } from '../../stores/log-tail.ts'
import { LogList } from './LogList.tsx'
import { LogToolbar } from './LogToolbar.tsx'

/** The log of one server, live while shown. */
export function LogPanel({ name }: { readonly name: string }) {
  const { bridge } = useClient()
  const [tail, setTail] = useState<LogTail | null>(null)
  useEffect(() => {
    const opened = new LogTail(bridge, name)
    opened.start()
    setTail(opened)
    return () => opened[Symbol.dispose]()
  }, [bridge, name])
  return tail && <LiveLog name={name} tail={tail} />
}

function LiveLog({ name, tail }: { readonly name: string; readonly tail: LogTail }) {
  const { actions, view } = useClient()
  const { kind, lines, why } = useStore(tail.store)
  const [least, setLeast] = useState<Level>('trace')
  const [text, setText] = useState('')
  const [following, setFollowing] = useState(true)
  const [wraps, setWraps] = useState(false)
  const [held, setHeld] = useState<readonly NumberedLine[] | null>(null)
  const basis = held ?? lines
  const shown = useMemo(() => filterLines(basis, least, text), [basis, least, text])
  const waiting = held ? (lines.at(-1)?.id ?? 0) - (held.at(-1)?.id ?? 0) : 0

  const copy = async () => {
    const copied = await actions.copy(shown.map(formatLine).join('\n'))
    if (copied) view.toast(t('log.copied', { count: shown.length }))
    return copied
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <LogToolbar
        text={text}
        onText={setText}
        least={least}
        onLeast={setLeast}
        following={following && held === null}
        onFollow={next => {
          setHeld(null)
          setFollowing(next)
        }}
        paused={held !== null}
        waiting={waiting}
        onPause={paused => setHeld(paused ? lines : null)}
        wraps={wraps}
        onWrap={setWraps}
        onCopy={copy}
      />
      {kind === 'failed' && <ErrorState title={t('log.failed')} why={why} onRetry={() => void tail.load()} />}
      {kind !== 'failed' && shown.length > 0 && (
        <LogList
          label={t('log.label', { name })}
          lines={shown}
          wraps={wraps}
          following={following && held === null}
          onFollow={setFollowing}
        />
      )}
      {kind === 'live' && shown.length === 0 && (
        <EmptyState
          icon={<ScrollText className="size-5" />}
          title={t(lines.length === 0 ? 'log.empty' : 'log.noMatch')}
        />
      )}
    </div>
  )
}

const formatLine = ({ at, level, source, text }: NumberedLine): string =>
  `${new Date(at).toISOString()} ${level.padEnd(5)} ${source.padEnd(6)} ${text}`
