import { createRoot } from 'react-dom/client'
import { App } from '../app/App.tsx'
import { Client } from '../app/client.ts'
import { serverTabs } from '../stores/view.ts'
import { DemoBridge } from './demo/demo-bridge.ts'
import { scenarios } from './demo/scenarios.ts'
import '../styles/main.css'

/** The real window over made-up servers: `?scenario=typical&theme=dark&density=compact&server=fetch&tab=log&changes=1000`. */
const asked = new URLSearchParams(location.search)
const among = <T extends string>(values: readonly T[], key: string, fallback: T): T =>
  values.find(value => value === asked.get(key)) ?? fallback

const bridge = new DemoBridge(among(scenarios, 'scenario', 'typical'), {
  preferences: {
    theme: among(['system', 'light', 'dark'], 'theme', 'system'),
    density: among(['comfortable', 'compact'], 'density', 'comfortable'),
  },
  changesPerSecond: Number(asked.get('changes') ?? 0),
  stepMs: Number(asked.get('step') ?? 0),
  linesPerSecond: Number(asked.get('lines') ?? 0),
})
const server = asked.get('server')
const client = new Client(
  bridge,
  server === null
    ? {}
    : {
        route: {
          view: 'server',
          name: server,
          tab: among(serverTabs, 'tab', 'overview'),
          report: asked.get('report'),
        },
      },
)
client.start()
if (server !== null && asked.has('diagnose')) void client.diagnoses.run(server)
Object.assign(window, { demo: { bridge, client } }) // for tests and for the console

const root = document.getElementById('root')
if (!root) throw new Error('window.html has no #root')
if (asked.get('dir') === 'rtl') document.documentElement.dir = 'rtl'
createRoot(root).render(<App client={client} />)
