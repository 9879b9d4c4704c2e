import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { fixture, type Program } from '../harness/application.ts'
import { expect, test } from '../harness/test.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')
const folder = join(root, 'dist/linux-unpacked')
const executable = join(folder, 'mcpproxy-desktop')
const packaged: Program = { executable, args: [] }
/** Setting up, building and packing, when nothing of it is done yet. */
const packLimitMs = 300_000

test.skip(process.platform !== 'linux', 'only the Linux package is made and launched by tests')

test.beforeAll(async () => {
  test.setTimeout(packLimitMs)
  await run(process.execPath, [join(root, 'scripts/package.mjs'), '--linux', 'dir'], {
    cwd: root,
    timeout: packLimitMs,
  })
})

test('the packaged application serves a tool through its endpoint, and leaves when asked', async ({
  start,
  desktop,
}) => {
  const { app, home } = await start({ servers: [fixture('packed')], program: packaged })
  const tray = await desktop.tray()
  await expect.poll(() => tray.tooltip()).toBe('MCPProxy: 1 of 1 server ready')
  await expect((await app.window()).getByText('packed').first()).toBeVisible()

  const client = new Client({ name: 'packaged-spec', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL(home.endpoint)))
  const answer = await client.callTool({ name: 'packed__add', arguments: { a: 2, b: 3 } })
  await client.close()
  expect(answer.content).toMatchObject([{ type: 'text', text: '5' }])

  await tray.click('Quit')
  expect(await app.exited()).toBe(0)
})

test('the mcpproxy command runs without a display, and reaches the running application', async ({ start, desktop }) => {
  const { home } = await start({ servers: [fixture('packed')], program: packaged })
  const tray = await desktop.tray()
  await expect.poll(() => tray.tooltip()).toBe('MCPProxy: 1 of 1 server ready')
  const { DISPLAY: _display, XAUTHORITY: _authority, ...env } = home.env
  const command = join(folder, 'mcpproxy')
  const { stdout } = await run(command, ['status', '--json', '--data-dir', home.folder], { env, timeout: 20_000 })
  expect(JSON.parse(stdout)).toMatchObject({ servers: [{ name: 'packed', status: 'ready' }] })
})

test('the package holds one archive, and its binary the fuses of the configuration', async () => {
  const { stdout } = await run(join(root, 'node_modules/.bin/electron-fuses'), ['read', '--app', executable], {
    env: { ...process.env, FORCE_COLOR: '0' }, // Playwright forces colours upon its workers' children
  })
  expect({
    archives: readdirSync(join(folder, 'resources')).filter(name => name.endsWith('.asar')),
    enabled: [...stdout.matchAll(/(\w+) is Enabled/g)].map(([, fuse]) => fuse),
  }).toEqual({
    archives: ['app.asar'],
    enabled: [
      'RunAsNode',
      'EnableCookieEncryption',
      'EnableNodeCliInspectArguments', // the compat package's only difference: Playwright attaches by it
      'EnableEmbeddedAsarIntegrityValidation',
      'OnlyLoadAppFromAsar',
    ],
  })
})
