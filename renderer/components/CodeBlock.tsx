import { CopyButton } from './CopyButton.tsx'

export interface CodeBlockProps {
  readonly label: string
  readonly code: string
  readonly copyLabel: string
  readonly onCopy: (text: string) => Promise<boolean>
  /** @default 'max-h-60' */
  readonly height?: string
}

/** Text as a machine wrote it; scrolls inside, by keyboard too. */
export function CodeBlock({ label, code, copyLabel, onCopy, height = 'max-h-60' }: CodeBlockProps) {
  return (
    <div className="relative rounded-card border border-line bg-sunken">
      <pre
        role="region"
        aria-label={label}
        tabIndex={0}
        dir="ltr"
        className={`overflow-auto rounded-card px-3 py-2.5 pe-10 text-small leading-relaxed whitespace-pre-wrap text-ink wrap-anywhere ${height}`}
      >
        {code}
      </pre>
      <div className="absolute top-1.5 right-1.5">
        <CopyButton label={copyLabel} onCopy={() => onCopy(code)} />
      </div>
    </div>
  )
}
