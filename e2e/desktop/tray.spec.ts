import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { expect, test } from './harness/test.ts'
import { fixture } from './harness/application.ts'
import type { TrayItem } from './harness/tray-item.ts'

const glyph = (state: string) =>
  PNG.sync.read(readFileSync(join(import.meta.dirname, `../../assets/tray/tray-${state}-44.png`)))

/** Which state's glyph the icon shows, by its pixels outside the badge's corner. */
async function shownState(tray: TrayItem): Promise<string | undefined> {
  const icon = await tray.icon()
  return ['idle', 'busy', 'ok', 'attention', 'error', 'paused'].find(state => differs(icon, glyph(state)) < 4)
}

/** The largest difference of a colour between two pictures, below the corner of the badge. */
function differs(a: PNG, b: PNG): number {
  if (a.width !== b.width || a.height !== b.height) return 255
  let largest = 0
  const firstRow = Math.ceil(a.height * 0.6)
  for (let i = a.width * firstRow * 4; i < a.data.length; i += 4) {
    if ((b.data[i + 3] ?? 0) < 255) continue // edges are mixed with what lies behind
    for (let channel = 0; channel < 4; channel++) {
      largest = Math.max(largest, Math.abs((a.data[i + channel] ?? 0) - (b.data[i + channel] ?? 0)))
    }
  }
  return largest
}

/** Red in the upper right corner: the badge. */
async function hasBadge(tray: TrayItem): Promise<boolean> {
  const icon = await tray.icon()
  const at = (4 * icon.width + icon.width - 8) * 4
  const [red = 0, green = 0] = icon.data.subarray(at, at + 2)
  return red > 150 && green < 100
}

const labels = async (tray: TrayItem) => (await tray.menu()).map(line => (line.isSeparator ? '—' : line.label))

test('without servers the icon is calm and the menu short', async ({ start, desktop }) => {
  await start()
  const tray = await desktop.tray()
  await expect.poll(() => shownState(tray)).toBe('idle')
  expect(await tray.tooltip()).toBe('MCPProxy: No servers are enabled')
  expect(await labels(tray)).toEqual(['No servers are enabled', '—', 'Open MCPProxy', 'Pause', 'Quit'])
})

test('the icon, its tooltip and its menu follow the servers, pause and resume', async ({ start, desktop }) => {
  await start({ servers: [fixture('steady')] })
  const tray = await desktop.tray()
  await expect.poll(() => shownState(tray)).toBe('ok')
  expect(await tray.tooltip()).toBe('MCPProxy: 1 of 1 server ready')
  expect(await hasBadge(tray)).toBe(false)

  await tray.click('Pause')
  await expect.poll(() => shownState(tray)).toBe('paused')
  expect(await labels(tray)).toEqual(['Paused: all servers are stopped', '—', 'Open MCPProxy', 'Resume', 'Quit'])

  await tray.click('Resume')
  await expect.poll(() => shownState(tray)).toBe('ok')
})

test('a broken server gets a badge and a menu of its own', async ({ start, desktop }) => {
  await start({
    servers: [fixture('steady'), { name: 'broken', command: 'no-such-command-here', args: [] }],
  })
  const tray = await desktop.tray()
  await expect.poll(() => shownState(tray)).toBe('attention')
  await expect.poll(() => hasBadge(tray)).toBe(true)
  await expect.poll(() => tray.tooltip()).toBe('MCPProxy: 1 of 2 servers ready, 1 needs attention')
  const broken = (await tray.menu()).find(line => line.label.startsWith('broken:'))
  expect(broken?.children.map(line => line.label)).toEqual(expect.arrayContaining(['Disable', 'Show details']))
})

test('quitting from the tray leaves no child behind', async ({ start, desktop }, testInfo) => {
  const beat = testInfo.outputPath('heartbeat')
  const { app } = await start({
    servers: [fixture('stubborn', '--ignore-sigterm', '--ignore-stdin-end', '--heartbeat', beat)],
    settings: { resource_cleanup: { process_kill_timeout_seconds: 1 } },
  })
  const tray = await desktop.tray()
  await expect.poll(() => existsSync(beat)).toBe(true)
  await tray.click('Quit')
  expect(await app.exited()).toBe(0)
  const size = readFileSync(beat).length
  await new Promise(resolve => setTimeout(resolve, 300)) // six heartbeats of a fixture that lives
  expect(readFileSync(beat).length).toBe(size)
})

test('the icon comes back when the desktop restarts its tray', async ({ start, desktop }) => {
  await start()
  await desktop.tray()
  await desktop.stopTrayHost()
  await desktop.startTrayHost()
  // The old icon may register once more before the new one takes its place, and leave while it is asked.
  await expect(async () => {
    const tray = await desktop.tray()
    expect(await tray.tooltip()).toBe('MCPProxy: No servers are enabled')
  }).toPass({ timeout: 10_000 })
})

test.describe('on a desktop whose tray comes late', () => {
  test.use({ trayHost: false })

  test('the window shows even when started hidden, and the icon appears with the tray', async ({ start, desktop }) => {
    const { app } = await start({ args: ['--hidden'] })
    await app.window()
    await expect.poll(() => app.visibleWindows()).toBe(1)
    await desktop.startTrayHost()
    const tray = await desktop.tray()
    await expect.poll(() => tray.tooltip()).toContain('MCPProxy')
  })

  test('closing the window keeps the application running, and a second start brings it back', async ({ start }) => {
    const { app } = await start()
    await app.window()
    await app.closeWindow()
    await expect.poll(() => app.visibleWindows()).toBe(0)
    expect(await app.startAgain()).toBe(0)
    await expect.poll(() => app.visibleWindows()).toBe(1)
  })
})
