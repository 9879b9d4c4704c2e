import { Segmented } from '../components/Segmented.tsx'
import { useState, type ReactNode } from 'react'
import { scenarios } from './demo/scenarios.ts'
import { specimens } from './specimens.tsx'

const themes = ['light', 'dark'] as const
const densities = ['comfortable', 'compact'] as const

/** Every component in every state, light and dark side by side. Words of this page are for developers alone. */
export function Gallery() {
  const [density, setDensity] = useState<(typeof densities)[number]>('comfortable')
  return (
    <main data-density={density} className="mx-auto max-w-7xl p-6">
      <header className="mb-6 flex flex-wrap items-center justify-between gap-3">
        <div>
          <h1 className="text-display font-semibold tracking-tight">Gallery</h1>
          <p className="text-muted">Every component in every state. The whole window over made-up servers:</p>
          <p className="flex flex-wrap gap-x-3">
            {scenarios.map(scenario => (
              <a key={scenario} className="text-link underline" href={`window.html?scenario=${scenario}`}>
                {scenario}
              </a>
            ))}
          </p>
        </div>
        <Segmented
          label="Density"
          value={density}
          options={densities.map(value => ({ value, text: value }))}
          onChange={setDensity}
        />
      </header>
      {specimens.map(({ name, show }) => (
        <section key={name} aria-label={name} className="mb-6">
          <h2 className="mb-2 font-semibold">{name}</h2>
          <div className="grid gap-3 wide:grid-cols-2">
            {themes.map(theme => (
              <Sheet key={theme} theme={theme} name={name}>
                {show()}
              </Sheet>
            ))}
          </div>
        </section>
      ))}
    </main>
  )
}

function Sheet({
  theme,
  name,
  children,
}: {
  readonly theme: string
  readonly name: string
  readonly children: ReactNode
}) {
  return (
    <div
      data-theme={theme}
      role="group"
      aria-label={`${name}, ${theme}`}
      className="flex flex-wrap items-center gap-3 rounded-card border border-line bg-canvas p-4 text-ink"
    >
      {children}
    </div>
  )
}
