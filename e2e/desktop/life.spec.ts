import type { Page } from 'playwright/test'
import { fixture } from './harness/application.ts'
import { callBridge } from './harness/bridge.ts'
import { expect, test } from './harness/test.ts'

test('closing the window keeps the tray, and a click on the icon brings the window back', async ({
  start,
  desktop,
}) => {
  const { app } = await start()
  await app.window()
  const tray = await desktop.tray()
  await expect.poll(() => app.visibleWindows()).toBe(1)
  await app.closeWindow()
  await expect.poll(() => app.visibleWindows()).toBe(0)
  await tray.activate()
  await expect.poll(() => app.visibleWindows()).toBe(1)
})

test('a second start shows the window of the first and leaves', async ({ start, desktop }) => {
  const { app } = await start()
  await app.window()
  await desktop.tray()
  await app.closeWindow()
  await expect.poll(() => app.visibleWindows()).toBe(0)
  expect(await app.startAgain()).toBe(0)
  await expect.poll(() => app.visibleWindows()).toBe(1)
})

test('started hidden, only the tray shows, and its menu opens the window', async ({ start, desktop }) => {
  const { app } = await start({ args: ['--hidden'] })
  const tray = await desktop.tray()
  expect(await app.visibleWindows()).toBe(0)
  await tray.click('Open MCPProxy')
  await expect.poll(() => app.visibleWindows()).toBe(1)
})

test('a link shows its server and does nothing else', async ({ start, desktop }) => {
  const { app } = await start({ servers: [{ ...fixture('my server'), enabled: false }] })
  const page = await app.window()
  await desktop.tray()
  expect(await app.startAgain('mcpproxy://server/my%20server')).toBe(0)
  await expect(page.getByRole('heading', { name: 'my server' })).toBeVisible()
  expect(await statusOf(page, 'my server')).toBe('disabled')
})

test('a link to a server that is not there says so', async ({ start, desktop }) => {
  const { app } = await start()
  const page = await app.window()
  await desktop.tray()
  await app.startAgain('mcpproxy://server/ghost')
  await expect(page.getByText('no server has that name')).toBeVisible()
})

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`${signal} stops everything in order`, async ({ start, desktop }) => {
    const { app } = await start({ servers: [fixture('steady')] })
    await desktop.tray()
    process.kill(app.pid, signal)
    expect(await app.exited()).toBe(0)
  })
}

async function statusOf(page: Page, name: string): Promise<string | undefined> {
  const reply = await callBridge(page, 'app:snapshot', undefined)
  return reply.ok ? reply.value.servers.find(server => server.name === name)?.status : reply.error.message
}
