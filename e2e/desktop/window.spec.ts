import { readFile } from 'node:fs/promises'
import type { Preferences } from '#shared/ipc/desktop-contract'
import { callBridge } from './harness/bridge.ts'
import { expect, test } from './harness/test.ts'

/** The part of the page's world that these tests touch; the suite itself runs in Node. */
interface PageGlobals {
  readonly fetch: (url: string) => Promise<{ readonly status: number }>
  readonly open: (url: string) => unknown
  readonly navigator: {
    readonly permissions: { query(of: { name: string }): Promise<{ readonly state: string }> }
  }
  readonly location: { assign(url: string): void }
  readonly matchMedia: (query: string) => { readonly matches: boolean }
}

test('the window opens and says what to do when there is no server yet', async ({ start }) => {
  const { app } = await start()
  const page = await app.window()
  await expect(page).toHaveTitle(/MCPProxy/)
  await expect(page.getByRole('heading').first()).toBeVisible()
  expect(page.url()).toBe('app://bundle/')
})

test('the page reaches nothing but its bridge, and goes nowhere', async ({ start }) => {
  const { app } = await start()
  const page = await app.window()
  const found = await page.evaluate(async () => {
    const { fetch, open, navigator } = globalThis as unknown as PageGlobals
    const outside = (url: string) =>
      fetch(url).then(
        response => response.status,
        () => 'refused',
      )
    return {
      node: ['require', 'process', 'Buffer'].filter(name => name in globalThis),
      bridge: Object.keys(Reflect.get(globalThis, 'mcpproxy') as object).sort(),
      opened: open('https://example.org'),
      web: await outside('https://example.org/'),
      file: await outside('file:///etc/hostname'),
      escape: await outside('app://bundle/..%2fmain%2findex.js'),
      permission: (await navigator.permissions.query({ name: 'geolocation' })).state,
    }
  })
  expect(found).toMatchObject({
    node: [],
    bridge: ['call', 'on', 'platform'],
    opened: null,
    web: 'refused',
    file: 'refused',
    escape: 404,
    permission: 'denied',
  })
  const rejected = { ok: false, error: { code: 'IPC_REJECTED' } }
  expect(await callBridge(page, 'toString' as 'app:snapshot', undefined)).toMatchObject(rejected)
  expect(await callBridge(page, 'clipboard:write', { text: 7 as unknown as string })).toMatchObject(rejected)
  await page.evaluate(() => (globalThis as unknown as PageGlobals).location.assign('https://example.org/'))
  expect(page.url()).toBe('app://bundle/')
})

test('the theme follows the preference, in the page and before its first paint', async ({ start }) => {
  const { app } = await start()
  const page = await app.window()
  const prefersDark = () =>
    page.evaluate(() => (globalThis as unknown as PageGlobals).matchMedia('(prefers-color-scheme: dark)').matches)
  await callBridge(page, 'preferences:set', { theme: 'dark' })
  await expect.poll(prefersDark).toBe(true)
  await callBridge(page, 'preferences:set', { theme: 'light' })
  await expect.poll(prefersDark).toBe(false)
})

test('start at login writes an entry of the desktop, with the flag that keeps the window away', async ({ start }) => {
  const { app, home } = await start()
  const page = await app.window()
  const set = (change: Partial<Preferences>) => callBridge(page, 'preferences:set', change)
  expect(await set({ startAtLogin: true, startHidden: true })).toMatchObject({
    value: { startAtLogin: true, startHidden: true },
  })
  const entry = `${home.folder}/config/autostart/mcpproxy.desktop`
  expect(await readFile(entry, 'utf8')).toMatch(/^Exec=.+ --hidden$/m)
  expect(await set({ startAtLogin: false })).toMatchObject({ value: { startAtLogin: false, startHidden: true } })
  await expect(readFile(entry)).rejects.toThrow('ENOENT')
})
