import { useId } from 'react'
import { useClient, useDesktop, useView } from '../../app/hooks.ts'
import { Dialog } from '../../components/Dialog.tsx'
import { Segmented } from '../../components/Segmented.tsx'
import { Switch } from '../../components/Switch.tsx'
import { t } from '../../messages.ts'
import { selectPreferences, selectTray } from '../../stores/desktop-store.ts'
import { selectPanel } from '../../stores/view.ts'

const themes = ['system', 'light', 'dark'] as const
const densities = ['comfortable', 'compact'] as const

export function PreferencesDialog() {
  const { view, actions } = useClient()
  const open = useView(selectPanel) === 'preferences'
  const preferences = useDesktop(selectPreferences)
  const tray = useDesktop(selectTray)
  return (
    <Dialog open={open} title={t('preferences.title')} onClose={() => view.openPanel(null)}>
      <div className="flex flex-col divide-y divide-line">
        <Choice title={t('preferences.theme')}>
          <Segmented
            label={t('preferences.theme')}
            value={preferences.theme}
            options={themes.map(value => ({ value, text: t(`preferences.theme.${value}`) }))}
            onChange={theme => void actions.prefer({ theme })}
          />
        </Choice>
        <Choice title={t('preferences.density')}>
          <Segmented
            label={t('preferences.density')}
            value={preferences.density}
            options={densities.map(value => ({ value, text: t(`preferences.density.${value}`) }))}
            onChange={density => void actions.prefer({ density })}
          />
        </Choice>
        <Toggle
          title={t('preferences.startAtLogin')}
          hint={t('preferences.startAtLoginHint')}
          checked={preferences.startAtLogin}
          onChange={startAtLogin => void actions.prefer({ startAtLogin })}
        />
        <Toggle
          title={t('preferences.startHidden')}
          hint={t(tray === 'absent' ? 'preferences.startHiddenNoTray' : 'preferences.startHiddenHint')}
          checked={preferences.startHidden}
          onChange={startHidden => void actions.prefer({ startHidden })}
        />
      </div>
    </Dialog>
  )
}

function Choice({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 py-3">
      <span className="font-medium">{title}</span>
      {children}
    </div>
  )
}

interface ToggleProps {
  readonly title: string
  readonly hint: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

function Toggle({ title, hint, checked, onChange }: ToggleProps) {
  const id = useId()
  return (
    <div className="flex items-center justify-between gap-4 py-3">
      <div>
        <label htmlFor={id} className="font-medium">
          {title}
        </label>
        <p id={`${id}-hint`} className="text-small text-muted">
          {hint}
        </p>
      </div>
      <Switch id={id} aria-describedby={`${id}-hint`} checked={checked} onCheckedChange={onChange} />
    </div>
  )
}
