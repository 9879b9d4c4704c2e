import { useClient, useView } from '../../app/hooks.ts'
import { Dialog } from '../../components/Dialog.tsx'
import { Kbd } from '../../components/Kbd.tsx'
import { t, type MessageKey } from '../../messages.ts'
import { selectPanel } from '../../stores/view.ts'

type Line = readonly [keys: readonly string[], what: Extract<MessageKey, `shortcuts.${string}`>]

const groups: readonly (readonly [Extract<MessageKey, `shortcuts.group.${string}`>, readonly Line[]])[] = [
  [
    'shortcuts.group.everywhere',
    [
      [['/'], 'shortcuts.filter'],
      [['Esc'], 'shortcuts.back'],
      [['Ctrl', ','], 'shortcuts.preferences'],
      [['?'], 'shortcuts.help'],
    ],
  ],
  [
    'shortcuts.group.list',
    [
      [['↑', '↓', 'K', 'J'], 'shortcuts.move'],
      [['Home', 'End'], 'shortcuts.ends'],
      [['Enter'], 'shortcuts.open'],
      [['E'], 'shortcuts.enable'],
      [['D'], 'shortcuts.disable'],
      [['R'], 'shortcuts.restart'],
      [['G'], 'shortcuts.diagnose'],
      [['M'], 'shortcuts.menu'],
    ],
  ],
  [
    'shortcuts.group.server',
    [
      [['1', '2', '3', '4'], 'shortcuts.tabs'],
      [['E', 'D', 'R'], 'shortcuts.commands'],
      [['G'], 'shortcuts.diagnose'],
    ],
  ],
]

export function Shortcuts() {
  const { view, bridge } = useClient()
  const open = useView(selectPanel) === 'shortcuts'
  const named = (key: string) => (key === 'Ctrl' && bridge.platform === 'darwin' ? '⌘' : key)
  return (
    <Dialog open={open} title={t('shortcuts.title')} onClose={() => view.openPanel(null)}>
      {groups.map(([title, lines]) => (
        <section key={title} className="mt-3 first:mt-0">
          <h3 className="mb-1 text-small font-semibold text-muted">{t(title)}</h3>
          <dl>
            {lines.map(([keys, what]) => (
              <div key={what} className="flex items-center justify-between gap-4 py-0.75">
                <dt>{t(what)}</dt>
                <dd className="flex gap-1">
                  {keys.map(key => (
                    <Kbd key={key}>{named(key)}</Kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  )
}
