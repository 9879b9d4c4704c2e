import type { Page } from 'playwright/test'
import type { BridgeCallName, BridgeInput, BridgeOutput } from '#shared/ipc/bridge'
import type { Reply } from '#shared/ipc/contract'

/** Asks main as the page itself would. Takes what the contract forbids too, so that a test can try it. */
export function callBridge<K extends BridgeCallName>(
  page: Page,
  name: K,
  input: BridgeInput<K>,
): Promise<Reply<BridgeOutput<K>>> {
  return page.evaluate(([asked, given]) => (Reflect.get(globalThis, 'mcpproxy') as AnyBridge).call(asked, given), [
    name as string,
    input as unknown,
  ] as const) as Promise<Reply<BridgeOutput<K>>>
}

/** The bridge without its types, which Playwright's own typing of arguments cannot follow. */
interface AnyBridge {
  call(name: string, input: unknown): Promise<unknown>
}
