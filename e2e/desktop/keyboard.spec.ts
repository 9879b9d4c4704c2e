import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { expectAccessible } from './harness/accessible.ts'
import { fixture, Home, type Application } from './harness/application.ts'
import { callBridge } from './harness/bridge.ts'
import { KeyboardUser } from './harness/keyboard.ts'
import { expect, test } from './harness/test.ts'

const servers = [
  fixture('alpha', '--tools', '3', '--stderr', 'alpha says hello'),
  fixture('beta'),
  { ...fixture('off'), enabled: false },
]
const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(`^${name} `) })
const clipboardOf = ({ electron }: Application) => electron.evaluate(({ clipboard }) => clipboard.readText())

test('a server is found, opened, looked through and commanded without a mouse', async ({ start }) => {
  const { app } = await start({ servers })
  const page = await app.window()
  const user = new KeyboardUser(page)
  await expect(row(page, 'beta')).toContainText('Ready')

  await user.press('j', 'j')
  await expect(row(page, 'beta')).toBeFocused()
  await user.press('End')
  await expect(row(page, 'off')).toBeFocused()
  await user.press('Home')
  await expect(row(page, 'alpha')).toBeFocused()

  await user.press('/')
  await user.type('be')
  await expect(row(page, 'alpha')).toBeHidden()
  await user.press('ArrowDown')
  await expect(row(page, 'beta')).toBeFocused()
  await user.press('/', 'Escape', 'ArrowDown')
  await expect(row(page, 'alpha')).toBeVisible()

  await row(page, 'alpha').focus()
  await user.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'alpha' })).toBeFocused()
  await user.press('2')
  await expect(page.getByRole('option', { name: /^echo / })).toHaveAttribute('aria-selected', 'true')
  await user.tabTo('Tools')
  await user.tabTo('Tools')
  await user.press('ArrowDown')
  await expect(page.getByRole('option', { name: /^add / })).toHaveAttribute('aria-selected', 'true')
  await user.press('3')
  await expect(page.getByRole('log')).toContainText('alpha says hello')
  await user.press('1')
  await expect(page.getByText('Ready, with 11 tools.')).toBeVisible()
  await user.tabTo('Overview')
  await user.press('ArrowRight')
  await expect(page.getByRole('tab', { name: /^Tools/ })).toHaveAttribute('aria-selected', 'true')

  await user.press('d')
  await expect(page.getByRole('main')).toContainText('Disabled')
  await user.press('e')
  await expect(page.getByRole('banner').or(page.getByRole('main'))).toContainText('Ready')
  await user.press('Escape')
  await expect(row(page, 'alpha')).toBeFocused()
})

test('the list commands its servers by keys, menu and switch', async ({ start }) => {
  const { app } = await start({ servers })
  const page = await app.window()
  const user = new KeyboardUser(page)
  await expect(row(page, 'alpha')).toContainText('Ready')
  const pid = async () => {
    const reply = await callBridge(page, 'app:snapshot', undefined)
    return reply.ok ? reply.value.servers[0]?.pid : reply.error
  }
  const before = await pid()
  await user.press('j', 'r')
  await expect.poll(async () => [before, null].includes(await pid())).toBe(false)
  await expect(row(page, 'alpha')).toContainText('Ready')
  await user.press('d')
  await expect(row(page, 'alpha')).toContainText('Disabled')
  await user.press('m')
  await expect(page.getByRole('menuitem', { name: 'Open' })).toBeFocused()
  await user.press('ArrowDown', 'Enter')
  await expect(row(page, 'alpha')).toContainText('Ready')
  await user.tabTo('Enable alpha')
  await user.press('Space')
  await expect(row(page, 'alpha')).toContainText('Disabled')
})

test('endpoint, pause, preferences and the list of keys need no mouse', async ({ start }) => {
  const { app, home } = await start({ servers })
  const page = await app.window()
  const user = new KeyboardUser(page)
  await expect(row(page, 'beta')).toContainText('Ready')
  await user.tabTo('Copy endpoint address')
  await user.press('Enter')
  await expect.poll(() => clipboardOf(app)).toBe(home.endpoint)
  await user.tabTo('Pause all')
  await user.press('Enter')
  await expect(row(page, 'beta')).toContainText('Idle')
  await expect(page.getByRole('complementary').getByRole('button', { name: 'Resume' })).toBeFocused()
  await user.press('Space')
  await expect(row(page, 'beta')).toContainText('Ready')

  await user.press('?')
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(keys).toBeVisible()
  await user.press('Escape')
  await expect(keys).toBeHidden()
  await user.press('Control+,')
  const preferences = page.getByRole('dialog', { name: 'Preferences' })
  await expect(preferences).toBeVisible()
  await user.tabTo('Comfortable')
  await user.press('ArrowRight')
  await expect(page.locator('html')).toHaveAttribute('data-density', 'compact')
  await user.press('Escape')
  await expect(preferences).toBeHidden()
  await expect(page.getByRole('button', { name: 'Pause all' })).toBeFocused() // where it was before
})

test('every screen is accessible in light and dark', async ({ start }) => {
  test.setTimeout(120_000)
  const { app } = await start({ servers: [...servers, { name: 'broken', command: 'no-such-command-here', args: [] }] })
  const page = await app.window()
  await expect(row(page, 'broken')).toContainText('Retrying')
  await expect(row(page, 'beta')).toContainText('Ready')
  await expectAccessible(page, 'list')
  await row(page, 'alpha').press('Enter')
  for (const [key, tab] of [
    ['1', 'Overview'],
    ['2', 'Tools'],
    ['3', 'Log'],
  ] as const) {
    await page.keyboard.press(key)
    await expect(page.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true')
    await expectAccessible(page, tab)
  }
  await page.keyboard.press('Escape')
  await row(page, 'broken').press('Enter')
  await expect(page.getByText('What to do')).toBeVisible()
  await expectAccessible(page, 'a broken server')
  for (const key of ['?', 'Control+,']) {
    await page.keyboard.press(key)
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectAccessible(page, key)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  }
})

test('the empty list is accessible', async ({ start }) => {
  const page = await (await start()).app.window()
  await expect(page.getByRole('heading', { name: 'Add your first MCP server' })).toBeVisible()
  await expectAccessible(page, 'empty')
})

test('a taken port is exchanged without a mouse, on accessible screens', async ({ start }) => {
  await using home = await Home.make([])
  const occupant = createServer().listen(Number(new URL(home.endpoint).port), '127.0.0.1')
  await once(occupant, 'listening')
  try {
    const { app } = await start({ home })
    const page = await app.window()
    const user = new KeyboardUser(page)
    await expect(page.getByRole('alert')).toContainText('is taken')
    await expectAccessible(page, 'taken port')
    await user.tabTo(/^Use port \d+…$/)
    await user.press('Enter')
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectAccessible(page, 'port dialog')
    await user.tabTo(/^Use port \d+$/)
    await user.press('Enter')
    await expect(page.getByRole('alert')).toBeHidden()
    await app[Symbol.asyncDispose]()
  } finally {
    occupant.close()
  }
})

test('a broken file shows an accessible alert', async ({ start }) => {
  await using home = await Home.make([])
  await writeFile(join(home.folder, 'mcp_config.json'), '{ "mcpServers": [ }')
  const { app } = await start({ home })
  const page = await app.window()
  await expect(page.getByText('Configuration problem')).toBeVisible()
  await expectAccessible(page, 'broken file')
  await app[Symbol.asyncDispose]()
})
