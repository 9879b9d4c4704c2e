import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Home, fixture } from './harness/application.ts'
import { callBridge } from './harness/bridge.ts'
import { expect, test } from './harness/test.ts'

const command = join(import.meta.dirname, '../../out/main/cli.js')

test('an uncaught error becomes an alert in the window, and the servers keep running', async ({ start }) => {
  const { app } = await start({ servers: [fixture('steady')], env: { MCPPROXY_TEST: '' } })
  const page = await app.window()
  await expect(page.getByText('steady').first()).toBeVisible()
  await app.electron.evaluate(() => void setTimeout(() => Promise.reject(new Error('planted')), 0))
  await expect(page.getByText('Something went wrong inside MCPProxy')).toBeVisible()
  const reply = await callBridge(page, 'app:snapshot', undefined)
  expect(reply).toMatchObject({ ok: true, value: { servers: [{ name: 'steady', status: 'ready' }] } })
})

test('under test an uncaught error ends the process instead of hiding', async ({ start }) => {
  const { app } = await start()
  await app.window()
  await app.electron.evaluate(() => void setTimeout(() => Promise.reject(new Error('planted')), 50))
  expect(await app.exited()).toBe(70)
})

test('a page that dies is replaced, and people are told', async ({ start }) => {
  const { app } = await start()
  const first = await app.window()
  await expect(first.getByRole('heading').first()).toBeVisible()
  const second = app.electron.waitForEvent('window')
  await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  )
  await expect((await second).getByText('The window stopped unexpectedly')).toBeVisible()
})

test('quitting from the window ends everything', async ({ start }) => {
  const { app } = await start({ servers: [fixture('steady')] })
  const page = await app.window()
  await callBridge(page, 'app:quit', undefined)
  expect(await app.exited()).toBe(0)
})

test('the window opens where it was', async ({ start }) => {
  const first = await start()
  await first.app.window()
  await first.app.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 800, height: 560 })
  })
  await first.app.closeWindow()
  await first.app[Symbol.asyncDispose]()
  const { app } = await start({ home: first.home })
  await app.window()
  const size = () => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getSize())
  await expect.poll(size).toEqual([800, 560])
})

test('a link may start the application', async ({ start }) => {
  const { app } = await start({
    servers: [{ ...fixture('linked'), enabled: false }],
    args: ['mcpproxy://server/linked'],
  })
  await expect((await app.window()).getByRole('heading', { name: 'linked' })).toBeVisible()
})

test('a data folder that a headless owner holds is named, without a modal box', async ({ start }) => {
  const home = await Home.make([])
  const owner = spawn(process.execPath, [command, 'serve', '--data-dir', home.folder], {
    env: home.env,
    stdio: 'ignore',
  })
  try {
    await expect.poll(() => isAnswering(home.endpoint)).toBe(true)
    const { app } = await start({ home })
    const texts = () => Promise.all(app.electron.windows().map(page => page.textContent('body').catch(() => '')))
    await expect.poll(texts).toEqual([expect.stringContaining(`process id ${owner.pid}`)])
    await app.closeWindow()
    expect(await app.exited()).toBe(1)
  } finally {
    owner.kill('SIGTERM')
    await once(owner, 'exit')
    await home[Symbol.asyncDispose]()
  }
})

test('what the application makes in its data folder is for the user alone', async ({ start, desktop }) => {
  const { home } = await start()
  await desktop.tray()
  const modes = await Promise.all(
    ['run', 'run/electron'].map(async name => ((await stat(join(home.folder, name))).mode & 0o777).toString(8)),
  )
  expect(modes).toEqual(['700', '700'])
})

async function isAnswering(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  )
}
