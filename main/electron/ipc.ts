import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron'
import { bridgeChannels, type BridgeEventName, type BridgePayload } from '#shared/ipc/bridge'
import type { Reply } from '#shared/ipc/contract'
import { bundleOrigin } from './bundle-path.ts'

/** Answers a call by name: checks the payload, never rejects. */
export type Answer = (name: string, input: unknown) => Promise<Reply<unknown>>

/** The one place that touches `ipcMain` and `webContents.send`: who asks is checked before what is asked. */
export class WindowIpc implements Disposable {
  readonly #page: () => WebContents | null

  /** @param page - our window's page while there is one; nothing else may ask or is told */
  constructor(page: () => WebContents | null, answer: Answer) {
    this.#page = page
    ipcMain.handle(bridgeChannels.call, async (event, name: unknown, input: unknown): Promise<Reply<unknown>> => {
      if (!this.#isTrusted(event)) return rejected('The call did not come from the window of MCPProxy.')
      if (typeof name !== 'string') return rejected('The call has no name.')
      return answer(name, input)
    })
  }

  /** Tells the window; what nobody can hear is dropped, since a window asks for a snapshot when it opens. */
  send<K extends BridgeEventName>(name: K, payload: BridgePayload<K>): void {
    const page = this.#page()
    if (page !== null && !page.isDestroyed()) page.send(bridgeChannels.event, name, payload)
  }

  [Symbol.dispose](): void {
    ipcMain.removeHandler(bridgeChannels.call)
  }

  /** Our own window, its main frame, and still showing our page. */
  #isTrusted({ sender, senderFrame }: IpcMainInvokeEvent): boolean {
    const page = this.#page()
    return (
      page !== null &&
      sender === page &&
      senderFrame !== null &&
      senderFrame === page.mainFrame &&
      senderFrame.origin === bundleOrigin
    )
  }
}

function rejected(message: string): Reply<never> {
  return { ok: false, error: { code: 'IPC_REJECTED', message, details: { channel: bridgeChannels.call } } }
}
