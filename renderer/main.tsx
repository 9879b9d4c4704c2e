import { createRoot } from 'react-dom/client'
import type { Bridge } from '#shared/ipc/bridge'
import { App } from './app/App.tsx'
import { Client } from './app/client.ts'
import './styles/main.css'

declare global {
  interface Window {
    /** Put there by the preload. */
    readonly mcpproxy: Bridge
  }
}

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
const client = new Client(window.mcpproxy)
client.start()
createRoot(root).render(<App client={client} />)
