import { useEffect, useState } from 'react'
import { useClient, useMirror } from '../../app/hooks.ts'
import { t } from '../../messages.ts'
import { announcementOf } from '../../stores/announcement.ts'
import { selectAttention } from '../../stores/selectors.ts'

/** Changes within this time are told as one. */
const gatherMs = 1_500

/** Tells a screen reader, politely, when a server comes to need a person; keeps the window's title true. */
export function Announcer() {
  const { mirror } = useClient()
  const [text, setText] = useState('')
  const attention = useMirror(selectAttention)

  useEffect(() => {
    document.title = attention > 0 ? t('app.titleAttention', { count: attention }) : t('app.title')
  }, [attention])

  useEffect(() => {
    let before = mirror.store.getState().mirror
    let timer: ReturnType<typeof setTimeout> | undefined
    const tell = () => {
      timer = undefined
      const after = mirror.store.getState().mirror
      const news = announcementOf(before, after)
      before = after
      if (news !== null) setText(news)
    }
    const unsubscribe = mirror.store.subscribe(() => (timer ??= setTimeout(tell, gatherMs)))
    return () => {
      unsubscribe()
      clearTimeout(timer)
    }
  }, [mirror])

  return (
    <p aria-live="polite" className="sr-only">
      {text}
    </p>
  )
}
