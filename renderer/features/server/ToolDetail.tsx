import { useMemo, useState } from 'react'
import type { ToolView } from '#shared/ipc/contract'
import { useClient } from '../../app/hooks.ts'
import { Badge } from '../../components/Badge.tsx'
import { CodeBlock } from '../../components/CodeBlock.tsx'
import { CopyButton } from '../../components/CopyButton.tsx'
import { Segmented } from '../../components/Segmented.tsx'
import { t } from '../../messages.ts'
import { readFields, type SchemaField } from './schema-fields.ts'

type SchemaView = 'table' | 'json'

/** What a tool is for, and what it takes. */
export function ToolDetail({ tool }: { readonly tool: ToolView }) {
  const { actions } = useClient()
  const [shown, setShown] = useState<SchemaView>('table')
  const fields = useMemo(() => readFields(tool.inputSchema), [tool])
  const json = useMemo(() => JSON.stringify(tool.inputSchema, null, 2) ?? 'null', [tool])
  return (
    <article className="flex max-w-3xl flex-col gap-4 p-5">
      <header>
        <h2 dir="auto" className="text-title font-semibold tracking-tight select-text wrap-anywhere">
          {tool.title ?? tool.originalName}
        </h2>
        <div className="mt-0.5 flex items-center gap-1 text-small text-muted">
          {t('tools.clientName')}
          <code dir="ltr" className="min-w-0 truncate text-ink select-text" title={tool.name}>
            {tool.name}
          </code>
          <CopyButton label={t('tools.copyName')} onCopy={() => actions.copy(tool.name)} />
        </div>
        <p dir="auto" className="mt-2 whitespace-pre-line select-text wrap-anywhere">
          {tool.description ?? <span className="text-muted">{t('tools.noDescription')}</span>}
        </p>
      </header>
      <section aria-label={t('tools.arguments')} className="flex flex-col gap-2">
        <div className="flex items-center justify-between gap-2">
          <h3 className="text-small font-semibold text-muted">{t('tools.arguments')}</h3>
          <Segmented<SchemaView>
            label={t('tools.view')}
            value={shown}
            options={[
              { value: 'table', text: t('tools.viewTable') },
              { value: 'json', text: t('tools.viewJson') },
            ]}
            onChange={setShown}
          />
        </div>
        {shown === 'json' ? (
          <CodeBlock
            label={t('tools.arguments')}
            code={json}
            copyLabel={t('tools.copySchema')}
            onCopy={actions.copy}
            height=""
          />
        ) : (
          <Fields fields={fields} />
        )}
      </section>
    </article>
  )
}

function Fields({ fields }: { readonly fields: readonly SchemaField[] }) {
  if (fields.length === 0) return <p className="text-muted">{t('tools.noArguments')}</p>
  return (
    <dl data-outlined="" className="divide-y divide-line rounded-card border border-line bg-surface">
      {fields.map(field => (
        <div key={field.path} className="px-4 py-2.5">
          <dt className="flex flex-wrap items-center gap-2">
            <code dir="ltr" className="font-medium select-text wrap-anywhere">
              {field.path}
            </code>
            <span className="text-small text-muted">{field.type}</span>
            {field.required && <Badge tone="busy">{t('tools.required')}</Badge>}
          </dt>
          <dd dir="auto" className="text-small text-muted select-text wrap-anywhere">
            {field.description}
            {field.oneOf.length > 0 && <p>{t('tools.oneOf', { values: field.oneOf.join(', ') })}</p>}
            {field.fallback !== null && <p>{t('tools.default', { value: field.fallback })}</p>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
