import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright/test'
import { expectAccessible } from './harness/accessible.ts'
import { fixture } from './harness/application.ts'
import { callBridge } from './harness/bridge.ts'
import { expect, test } from './harness/test.ts'

const settings = {
  auto_disable: { failure_threshold: 2, recovery: 'manual' },
  connection_management: { retry_backoff_max_seconds: 1 },
}

const open = async (page: Page, name: string) => {
  const row = page.getByRole('row', { name: new RegExp(`^${name} `) })
  await expect(row).toContainText('Auto-disabled', { timeout: 20_000 })
  await row.focus()
  await page.keyboard.press('Enter')
}
const diagnosisOf = (page: Page) => page.getByRole('region', { name: 'Diagnosis', exact: true })
const result = (page: Page, text: RegExp) => page.getByRole('status').filter({ hasText: text })

test('a server whose command is missing is diagnosed, cured and re-enabled, and its report tells why', async ({
  start,
}, testInfo) => {
  const command = testInfo.outputPath('bin', 'tracker')
  const { app, home } = await start({ servers: [{ name: 'tracker', command, args: [] }], settings })
  const page = await app.window()
  await open(page, 'tracker')
  await expect(page.getByRole('main').getByText('Exceeded 2 consecutive failures')).toBeVisible()

  await page.getByRole('button', { name: 'Diagnose' }).press('Enter')
  const panel = diagnosisOf(page)
  await expect(panel.getByText(/^It does not work: /)).toBeVisible({ timeout: 30_000 })
  await expect(panel.getByRole('listitem').filter({ hasText: 'Command: Problem' })).toContainText(command)
  await expect(panel.getByRole('listitem').filter({ hasText: 'Disk space: In order' })).toBeVisible()
  await expect(panel.getByRole('listitem').filter({ hasText: 'Trial start: Problem' })).toBeVisible()
  await expectAccessible(page, 'a diagnosis')

  await page.getByRole('button', { name: 'Show report' }).press('Enter')
  const sentence = page.getByRole('heading', { name: /^tracker failed 2 times in a row: / })
  await expect(sentence).toBeFocused()
  await expect(page.getByRole('region', { name: 'The last 2 failures' }).getByRole('listitem')).toHaveCount(2)
  await expect(page.getByText(join(home.folder, 'reports'))).toBeVisible()
  await page.getByRole('button', { name: 'Copy as Markdown' }).press('Enter')
  await expect.poll(() => app.electron.evaluate(({ clipboard }) => clipboard.readText())).toMatch(/^# tracker fails/)
  await expectAccessible(page, 'a report')

  await page.keyboard.press('1')
  await page.keyboard.press('e') // still broken: said at once, and with its cause
  await expect(result(page, /^Tried just now, and failed: /)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Re-enable' })).toBeVisible({ timeout: 20_000 })
  await install(command)
  await page.getByRole('button', { name: 'Re-enable' }).press('Enter')
  await expect(result(page, /^Ready with \d+ tools, .+ after it was tried\.$/)).toBeVisible({ timeout: 20_000 })
  const reply = await callBridge(page, 'app:snapshot', undefined)
  expect(reply).toMatchObject({ ok: true, value: { servers: [{ status: 'ready', suspension: null }] } })

  await page.keyboard.press('g') // it runs now: its own connection is asked
  await expect(panel.getByText(/^It works/)).toBeVisible({ timeout: 30_000 })
})

test('an entry that is corrected in the file comes back by itself, and says so', async ({ start }) => {
  const broken = { name: 'notes', command: 'no-such-command-here', args: [] }
  const { app, home } = await start({ servers: [broken], settings })
  const page = await app.window()
  await open(page, 'notes')
  const path = join(home.folder, 'mcp_config.json')
  const config = JSON.parse(await readFile(path, 'utf8')) as object
  await writeFile(path, JSON.stringify({ ...config, mcpServers: [fixture('notes')] }))
  await expect(page.getByText(/^Ready, with \d+ tools\.$/)).toBeVisible({ timeout: 20_000 })
})

test('the tray leads to the report of a failing server, and to a diagnose of it', async ({ start, desktop }) => {
  const { app } = await start({ servers: [{ name: 'broken', command: 'no-such-command-here', args: [] }], settings })
  const page = await app.window()
  const tray = await desktop.tray()
  const entries = async () =>
    (await tray.menu()).find(line => line.label.startsWith('broken:'))?.children.map(({ label }) => label)
  await expect
    .poll(entries, { timeout: 20_000 })
    .toEqual(expect.arrayContaining(['Re-enable', 'Diagnose', 'Show report', 'Disable']))
  await tray.click('broken: auto-disabled', 'Show report')
  await expect(page.getByRole('heading', { name: /^broken failed 2 times in a row: / })).toBeVisible()
  await tray.click('broken: auto-disabled', 'Diagnose')
  await expect(diagnosisOf(page).getByText(/^It does not work: /)).toBeVisible({ timeout: 30_000 })
})

/** Puts the missing program where it was looked for. */
async function install(command: string): Promise<void> {
  const { command: node, args } = fixture('tracker')
  await mkdir(dirname(command), { recursive: true })
  await writeFile(command, `#!/bin/sh\nexec ${[node, ...args].map(word => `'${word}'`).join(' ')}\n`, { mode: 0o755 })
}
