import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import { bridgeChannels, type Bridge, type BridgeEventName, type BridgePayload } from '#shared/ipc/bridge'

// Generic on purpose: main checks sender, name and payload of every call against the contract, so this file never grows.
const bridge: Bridge = {
  call: (name, input) => ipcRenderer.invoke(bridgeChannels.call, name, input),
  on<K extends BridgeEventName>(name: K, listener: (payload: BridgePayload<K>) => void) {
    const receive = (_event: IpcRendererEvent, sent: BridgeEventName, payload: BridgePayload<K>) => {
      if (sent === name) listener(payload)
    }
    ipcRenderer.on(bridgeChannels.event, receive)
    return () => void ipcRenderer.off(bridgeChannels.event, receive)
  },
  platform: process.platform as Bridge['platform'],
}

contextBridge.exposeInMainWorld('mcpproxy', bridge)
