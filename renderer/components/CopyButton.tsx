import { useEffect, useState } from 'react'
import { Check, Copy } from 'lucide-react'
import { t } from '../messages.ts'
import { Button } from './Button.tsx'
import { IconButton } from './IconButton.tsx'

export interface CopyButtonProps {
  readonly label: string
  /** Puts the text on the clipboard; false when that failed. */
  readonly onCopy: () => Promise<boolean>
  /** Shows the label as words instead of as a tooltip. */
  readonly worded?: boolean
}

const confirmedMs = 1_600

export function CopyButton({ label, onCopy, worded = false }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), confirmedMs)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => void onCopy().then(setCopied)
  const icon = copied ? <Check aria-hidden className="size-3.5 text-ok" /> : <Copy aria-hidden className="size-3.5" />
  const text = copied ? t('common.copied') : label
  return (
    <>
      {worded ? (
        <Button size="small" icon={icon} onClick={copy}>
          {text}
        </Button>
      ) : (
        <IconButton label={text} icon={icon} onClick={copy} />
      )}
      <span role="status" className="sr-only">
        {copied && t('common.copied')}
      </span>
    </>
  )
}
