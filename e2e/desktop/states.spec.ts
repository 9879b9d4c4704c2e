import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Page } from 'playwright/test'
import { fixture, Home, type Application } from './harness/application.ts'
import { callBridge } from './harness/bridge.ts'
import { tryToEscape } from './harness/page-escape.ts'
import { expect, test } from './harness/test.ts'
import { readTrayPicture } from './harness/tray-picture.ts'

const configOf = (home: Home) => join(home.folder, 'mcp_config.json')
const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(`^${name} `) })

test('a taken port offers the next free one, and clients that change reach the servers there', async ({
  start,
  desktop,
}) => {
  await using home = await Home.make([fixture('steady')])
  const taken = new URL(home.endpoint).port
  const occupant = createServer().listen(Number(taken), '127.0.0.1')
  await once(occupant, 'listening')
  try {
    const { app } = await start({ home })
    const page = await app.window()
    const tray = await desktop.tray()
    const alert = page.getByRole('alert')
    await expect(alert).toContainText(`Port ${taken} is taken`)
    await expect.poll(async () => readTrayPicture(await tray.icon()).state).toBe('error')
    expect(await tray.tooltip()).toContain(`127.0.0.1:${taken} is taken by`)

    await alert.getByRole('button', { name: /^Use port/ }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText('Every AI client that was given the old address must be changed')
    const address = (await dialog.getByRole('definition').nth(1).textContent()) ?? ''
    await dialog.getByRole('button', { name: /^Use port/ }).click()
    await expect(alert).toBeHidden()
    await expect(page.getByRole('region', { name: 'Endpoint' })).toContainText('Listening')
    await expect(row(page, 'steady')).toContainText('Ready')
    expect(await call(address, 'steady__echo', { text: 'moved' })).toMatchObject([{ text: 'moved' }])
    await expect.poll(async () => readTrayPicture(await tray.icon()).state).toBe('ok')
    const { listen } = JSON.parse(await readFile(configOf(home), 'utf8')) as { readonly listen: string }
    expect(listen).toBe(new URL(address).host)
    await app[Symbol.asyncDispose]()
  } finally {
    occupant.close()
  }
})

test('a broken file is told with line and column, the servers run on, and a repaired one clears it', async ({
  start,
}) => {
  const { app, home } = await start({ servers: [fixture('steady')] })
  const page = await app.window()
  await expect(row(page, 'steady')).toContainText('Ready')
  const good = await readFile(configOf(home), 'utf8')
  await writeFile(configOf(home), '{\n  "listen": "127.0.0.1:8080"\n  "mcpServers": []\n}\n')
  await expect(page.getByText('Configuration problem')).toBeVisible()
  await expect(page.getByText(/line 3, column 3/)).toBeVisible()
  await expect(row(page, 'steady')).toContainText('Ready')
  await writeFile(configOf(home), good)
  await expect(page.getByText('Configuration problem')).toBeHidden()
})

test('the preference to start in the tray holds from the next start on', async ({ start, desktop }) => {
  const first = await start()
  await callBridge(await first.app.window(), 'preferences:set', { startHidden: true })
  await first.app[Symbol.asyncDispose]()
  await desktop.trayGone()
  const { app } = await start({ home: first.home })
  const tray = await desktop.tray()
  await expect.poll(() => tray.tooltip()).toBe('MCPProxy: No servers are enabled')
  expect(await app.visibleWindows()).toBe(0)
})

test('the first server is shown as soon as it is in the file', async ({ start }) => {
  const { app, home } = await start()
  const page = await app.window()
  await expect(page.getByRole('heading', { name: 'Add your first MCP server' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText(configOf(home))
  const config = JSON.parse(await readFile(configOf(home), 'utf8')) as object
  await writeFile(configOf(home), JSON.stringify({ ...config, mcpServers: [fixture('first')] }))
  await expect(row(page, 'first')).toContainText('Ready')
})

test('nothing is cut off sideways in a small window, nor at 200 %', async ({ start }) => {
  const long = 'a-server-with-a-name-that-is-much-longer-than-any-column-could-ever-be'
  const { app } = await start({
    servers: [
      fixture(long),
      fixture('ready'),
      { name: 'broken', command: 'no-such-command-here', args: ['x'.repeat(300)] },
    ],
  })
  const page = await app.window()
  await expect(row(page, 'ready')).toContainText('Ready')
  await expect(row(page, 'broken')).toContainText('Retrying')
  for (const [width, height, zoom] of [
    [900, 600, 1],
    [1_280, 800, 2],
    [640, 480, 1],
  ] as const) {
    await resize(app, page, { width, height, zoom })
    const at = `${width}×${height} at ${zoom * 100} %`
    expect(await overflowing(page), `list, ${at}`).toEqual([])
    for (const name of ['ready', 'broken']) {
      await row(page, name).focus()
      await page.keyboard.press('Enter')
      for (const tab of ['1', '2', '3']) {
        await page.keyboard.press(tab)
        await expect(page.getByRole('tab').nth(Number(tab) - 1)).toHaveAttribute('aria-selected', 'true')
        expect(await overflowing(page), `${name}, tab ${tab}, ${at}`).toEqual([])
      }
      await page.keyboard.press('Escape')
    }
    for (const key of ['?', 'Control+,']) {
      await page.keyboard.press(key)
      await expect(page.getByRole('dialog')).toBeVisible()
      expect(await overflowing(page), `${key}, ${at}`).toEqual([])
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()
    }
  }
})

test('the page can load, run, embed, open and ask for nothing of its own', async ({ start }) => {
  const { app } = await start()
  const page = await app.window()
  const found = await page.evaluate(tryToEscape)
  expect(found).toEqual({
    blocked: ['connect-src', 'frame-src', 'img-src', 'script-src', 'script-src-attr', 'script-src-elem', 'worker-src'],
    evaluated: 'refused',
    inline: 'did not run',
    socket: 'refused',
    clipboard: 'NotAllowedError',
    place: 'denied',
    notifications: 'denied',
    opened: null,
  })
  expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  expect(page.url()).toBe('app://bundle/')
})

const links = [
  'mcpproxy://server/off?action=enable',
  'mcpproxy://server/off/enable',
  'mcpproxy://server/steady#disable',
  'mcpproxy://app/quit',
  'mcpproxy://server/..%2F..%2Fetc%2Fpasswd',
  'mcpproxy://server/%3Cimg%20src%3Dx%20onerror%3Dquit()%3E',
  `mcpproxy://server/${'a'.repeat(5_000)}`,
  'mcpproxy://server/%00%E0%A4%A',
]

test('links that ask for more than a look do nothing', async ({ start }) => {
  const { app } = await start({ servers: [fixture('steady'), { ...fixture('off'), enabled: false }] })
  const page = await app.window()
  const errors: string[] = []
  page.on('pageerror', error => errors.push(String(error)))
  await expect(row(page, 'steady')).toContainText('Ready')
  for (const link of links) expect(await app.startAgain(link), link).toBe(0)
  const reply = await callBridge(page, 'app:snapshot', undefined)
  expect(reply).toMatchObject({
    ok: true,
    value: { app: { paused: false, phase: 'ready' }, servers: [{ status: 'ready' }, { status: 'disabled' }] },
  })
  expect({ url: page.url(), windows: app.electron.windows().length, errors }).toEqual({
    url: 'app://bundle/',
    windows: 1,
    errors: [],
  })
})

async function call(address: string, name: string, given: Record<string, unknown>): Promise<unknown> {
  const client = new Client({ name: 'e2e', version: '1.0.0' })
  await client.connect(new StreamableHTTPClientTransport(new URL(address)) as never) // the SDK's own types differ under exactOptionalPropertyTypes
  const { content } = await client.callTool({ name, arguments: given })
  await client.close()
  return content
}

async function resize(
  app: Application,
  page: Page,
  { width, height, zoom }: { readonly width: number; readonly height: number; readonly zoom: number },
): Promise<void> {
  await app.electron.evaluate(
    ({ BrowserWindow }, [w, h, factor]) => {
      const [window] = BrowserWindow.getAllWindows()
      window?.setContentSize(w, h)
      window?.webContents.setZoomFactor(factor)
    },
    [width, height, zoom] as const,
  )
  const innerWidth = () => page.evaluate(() => (globalThis as unknown as PageGlobals).innerWidth)
  await expect.poll(innerWidth).toBe(width / zoom)
}

/** What can be scrolled sideways, or sticks out of the window, though nothing should. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { document, innerWidth, getComputedStyle } = globalThis as unknown as PageGlobals
    return [document.documentElement, ...document.querySelectorAll('body *')]
      .filter(element => {
        const scrolls =
          ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) || element === document.documentElement
        const isCode = element.matches('pre, pre *, [role="log"], [role="log"] *')
        return scrolls && !isCode && element.scrollWidth > Math.min(element.clientWidth, innerWidth)
      })
      .map(element => `${element.outerHTML.slice(0, 160)} ${element.scrollWidth} > ${element.clientWidth}`)
  })
}

/** The part of the page's world that is looked at here; the suite itself runs in Node. */
interface PageGlobals {
  readonly innerWidth: number
  readonly document: {
    readonly documentElement: PageElement
    querySelectorAll(selector: string): Iterable<PageElement>
  }
  readonly getComputedStyle: (element: PageElement) => { readonly overflowX: string }
}

interface PageElement {
  readonly outerHTML: string
  readonly scrollWidth: number
  readonly clientWidth: number
  matches(selector: string): boolean
}
