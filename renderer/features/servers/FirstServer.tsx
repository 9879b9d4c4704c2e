import type { ReactNode } from 'react'
import { FolderOpen } from 'lucide-react'
import { useClient, useMirror } from '../../app/hooks.ts'
import { Button } from '../../components/Button.tsx'
import { CodeBlock } from '../../components/CodeBlock.tsx'
import { CopyButton } from '../../components/CopyButton.tsx'
import { t } from '../../messages.ts'
import { selectApp } from '../../stores/selectors.ts'
import { exampleConfig } from './example-config.ts'

/** What a newcomer does next: where the file is, what goes in, what to tell the client. */
export function FirstServer() {
  const { actions } = useClient()
  const app = useMirror(selectApp)
  if (!app) return null
  return (
    <div className="relative min-h-0 flex-1 overflow-y-auto px-5 pb-8">
      <div className="mx-auto max-w-2xl pt-6">
        <h2 className="text-display font-semibold tracking-tight">{t('empty.title')}</h2>
        <p className="mt-1 max-w-prose text-body text-muted">{t('empty.body')}</p>
        <ol className="mt-6 flex flex-col gap-6">
          <Step number={1} title={t('empty.step1')}>
            <div className="flex flex-wrap items-center gap-2">
              <Line>{app.configPath}</Line>
              <CopyButton label={t('empty.copyPath')} onCopy={() => actions.copy(app.configPath)} />
              <Button
                look="primary"
                icon={<FolderOpen aria-hidden className="size-3.5" />}
                onClick={() => void actions.open({ kind: 'reveal', place: 'config' })}
              >
                {t('empty.showFile')}
              </Button>
            </div>
          </Step>
          <Step number={2} title={t('empty.step2')}>
            <CodeBlock
              label={t('empty.step2')}
              code={exampleConfig}
              copyLabel={t('empty.copyExample')}
              onCopy={actions.copy}
              height=""
            />
          </Step>
          <Step number={3} title={t('empty.step3')}>
            {app.endpoint.state === 'taken' ? (
              <p className="text-muted">{t('empty.step3Taken', { port: new URL(app.endpoint.url).port })}</p>
            ) : (
              <>
                <div className="flex items-center gap-2">
                  <Line>{app.endpoint.url}</Line>
                  <CopyButton label={t('endpoint.copy')} onCopy={() => actions.copy(app.endpoint.url)} />
                </div>
                <p className="mt-1.5 text-muted">{t('empty.step3Body')}</p>
              </>
            )}
          </Step>
        </ol>
      </div>
    </div>
  )
}

function Line({ children }: { readonly children: string }) {
  return (
    <code
      dir="ltr"
      data-outlined=""
      className="min-w-0 rounded-control border border-line bg-sunken px-2.5 py-1.5 text-small wrap-anywhere select-text"
    >
      {children}
    </code>
  )
}

function Step({
  number,
  title,
  children,
}: {
  readonly number: number
  readonly title: string
  readonly children: ReactNode
}) {
  return (
    <li className="flex gap-3">
      <span
        aria-hidden
        className="mt-px flex size-5 shrink-0 items-center justify-center rounded-full bg-selected text-caption font-semibold text-link"
      >
        {number}
      </span>
      <div className="min-w-0 flex-1">
        <h3 className="mb-2 font-medium">{title}</h3>
        {children}
      </div>
    </li>
  )
}
