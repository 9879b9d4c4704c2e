import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Snapshot } from '#shared/ipc/contract'
import { Heartbeat } from '../core/support/fixtures.ts'
import { fixture, type Application } from './harness/application.ts'
import type { FakeDesktop } from './harness/fake-desktop.ts'
import { RemoteServer } from './harness/remote-server.ts'
import { expect, test } from './harness/test.ts'
import { runCommand, Witnesses, type Statuses } from './harness/witnesses.ts'

/** Everything that shows a status has it this soon after the core has. */
const agreeWithinMs = 2_000
/** A server that fails again and again waits longer each time; from here on it stands still for long enough to look at. */
const calmMs = 2_500

const fixtures = join(import.meta.dirname, '../fixtures')
const waiting = ['needs-sign-in', 'needs-input', 'auto-disabled', 'invalid', 'retrying']

test('window, tray and command agree through a whole life', async ({ start, desktop }, info) => {
  test.setTimeout(120_000)
  await using remote = await RemoteServer.start()
  const mood = (...habits: string[]) => writeFile(info.outputPath('mood.json'), JSON.stringify(habits))
  await mood()
  const node = (name: string, file: string, ...args: string[]) => ({
    name,
    command: process.execPath,
    args: [join(fixtures, file), ...args],
  })
  const { app, home } = await start({
    settings: {
      resource_cleanup: { process_kill_timeout_seconds: 3 },
      mcpServers: [
        node('steady', 'mcp-server.mjs'),
        node('moody', 'moody-server.mjs', info.outputPath('mood.json')),
        { name: 'remote', url: remote.url, protocol: 'http' },
        node('slow to leave', 'mcp-server.mjs', '--ignore-sigterm', '--ignore-stdin-end'),
        { ...node('off', 'mcp-server.mjs'), enabled: false },
        { ...node('asking', 'mcp-server.mjs'), env: { KEY: '${env:MCPPROXY_NEVER_SET}' } },
        { name: 'broken', protocol: 'http' },
      ],
    },
  })
  const page = await app.window()
  const tray = await desktop.tray()
  const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name} `) })
  await using witnesses = await Witnesses.of(home, page, tray)
  const { control } = witnesses

  /** Waits until the core is in this state, then expects everybody to say so. */
  const expectAgreement = async (servers: Statuses, summary: string, paused = false) => {
    await control.until(
      `the core to say ${JSON.stringify(servers)}`,
      ({ servers: views, app: { paused: now } }) =>
        now === paused &&
        views.every(
          view => view.status === servers[view.name] && (view.nextAttemptAt ?? Infinity) - Date.now() > calmMs,
        ),
    )
    const expected = {
      control: { servers, paused },
      command: { servers, paused },
      window: {
        servers,
        on: namesOn(control.snapshot),
        ...windowOf(servers, paused),
        pause: paused ? 'Resume' : 'Pause all',
      },
      tray: { ...(paused ? pausedTray : trayOf(servers, summary)), tooltip: `MCPProxy: ${summary}` },
    }
    await expect.poll(() => witnesses.ask(), { timeout: agreeWithinMs, intervals: [20, 50, 100] }).toEqual(expected)
  }

  const well = {
    steady: 'ready',
    moody: 'ready',
    remote: 'ready',
    'slow to leave': 'ready',
    off: 'disabled',
    asking: 'needs-input',
    broken: 'invalid',
  }
  await test.step('start', () => expectAgreement(well, '4 of 6 servers ready, 2 need attention'))

  await test.step('hang', async () => {
    await mood('--hang')
    await row('moody').press('r')
    await expectAgreement({ ...well, moody: 'connecting' }, '3 of 6 servers ready, 1 connecting, 2 need attention')
  })
  await test.step('recover from the hang', async () => {
    await mood()
    await runCommand(home, 'restart', 'moody')
    await expectAgreement(well, '4 of 6 servers ready, 2 need attention')
  })
  await test.step('crash', async () => {
    await mood('--exit-code', '3', '--stderr', 'It gave way') // no cause that would switch it off at once
    process.kill(control.server('moody').pid ?? 0, 'SIGKILL')
    await expectAgreement({ ...well, moody: 'retrying' }, '3 of 6 servers ready, 3 need attention')
  })
  await test.step('recover from the crash, by the tray', async () => {
    await mood()
    await tray.click('moody: retrying', 'Try now')
    await expectAgreement(well, '4 of 6 servers ready, 2 need attention')
  })
  await test.step('the remote server goes away', async () => {
    await remote.goAway()
    await expectAgreement({ ...well, remote: 'retrying' }, '3 of 6 servers ready, 3 need attention')
  })
  await test.step('and comes back by itself', async () => {
    await remote.comeBack()
    await expectAgreement(well, '4 of 6 servers ready, 2 need attention')
  })
  await test.step('disable, while it takes its time to leave', async () => {
    const disabling = runCommand(home, 'disable', 'slow to leave')
    await expectAgreement({ ...well, 'slow to leave': 'stopping' }, '3 of 5 servers ready, 2 need attention')
    await disabling
    await expectAgreement({ ...well, 'slow to leave': 'disabled' }, '3 of 5 servers ready, 2 need attention')
  })
  await test.step('enable, by its switch', async () => {
    await row('slow to leave').getByRole('switch').click()
    await expectAgreement(well, '4 of 6 servers ready, 2 need attention')
  })
  await test.step('pause, by the tray', async () => {
    await tray.click('Pause')
    const paused = { ...well, steady: 'idle', moody: 'idle', remote: 'idle', 'slow to leave': 'idle', asking: 'idle' }
    await expectAgreement(paused, 'Paused: all servers are stopped', true)
  })
  await test.step('resume, by the window', async () => {
    await page.getByRole('complementary').getByRole('button', { name: 'Resume' }).click()
    await expectAgreement(well, '4 of 6 servers ready, 2 need attention')
  })
})

const quits: Readonly<Record<string, (app: Application, desktop: FakeDesktop) => Promise<void>>> = {
  'the menu bar': ({ electron }) =>
    electron.evaluate(({ Menu }) => {
      const lines = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []
      lines.find(({ label }) => label === 'Quit')?.click()
    }),
  'the tray': async (_app, desktop) => (await desktop.tray()).click('Quit'),
  'a signal': async ({ pid }) => void process.kill(pid, 'SIGTERM'),
}

for (const [way, quit] of Object.entries(quits)) {
  test(`quitting by ${way} leaves nothing that was started`, async ({ start, desktop }, info) => {
    const beats = ['polite', 'stubborn', 'grandchild', 'hanging'].map(name => new Heartbeat(info.outputPath(name)))
    const [polite, stubborn, grandchild, hanging] = beats.map(({ file }) => file) as [string, string, string, string]
    const { app } = await start({
      settings: { resource_cleanup: { process_kill_timeout_seconds: 1 } },
      servers: [
        fixture('polite', '--heartbeat', polite),
        fixture(
          'stubborn',
          '--heartbeat',
          stubborn,
          '--ignore-sigterm',
          '--ignore-stdin-end',
          '--grandchild',
          grandchild,
        ),
        fixture('hanging', '--heartbeat', hanging, '--hang', '--ignore-sigterm'),
      ],
    })
    const page = await app.window()
    await expect.poll(() => beats.every(({ size }) => size > 0)).toBe(true)
    await expect(page.getByRole('row', { name: /^stubborn / })).toContainText('Ready')
    await quit(app, desktop)
    await expect(page.getByRole('heading', { name: 'Quitting MCPProxy' })).toBeVisible()
    expect(await app.exited()).toBe(0)
    expect(await Promise.all(beats.map(beat => beat.isStill()))).toEqual([true, true, true, true])
    await desktop.trayGone()
  })
}

const waitingIn = (servers: Statuses) => Object.keys(servers).filter(name => waiting.includes(servers[name] ?? ''))
const namesOn = ({ servers }: Snapshot) =>
  servers
    .filter(({ desired, status }) => desired === 'enabled' && !['auto-disabled', 'invalid'].includes(status))
    .map(({ name }) => name)
/** While paused nothing needs attention: all servers are meant to be down. */
const windowOf = (servers: Statuses, paused: boolean) => {
  if (paused) return { place: 'Servers', title: 'MCPProxy' }
  const count = waitingIn(servers).length
  return count === 1
    ? { place: 'Servers, 1 needs attention', title: '1 server needs attention · MCPProxy' }
    : { place: `Servers, ${count} need attention`, title: `${count} servers need attention · MCPProxy` }
}

const words: Statuses = { 'needs-input': 'needs input', invalid: 'invalid entry', retrying: 'retrying' }
const trayOf = (servers: Statuses, summary: string) => {
  const names = waitingIn(servers)
  const isRetrying = (name: string) => servers[name] === 'retrying' // may recover by itself: last
  const urgent = [...names.filter(name => !isRetrying(name)), ...names.filter(isRetrying)]
  const lines = urgent.map(name => `${name}: ${words[servers[name] ?? '']}`)
  const menu = [summary, '—', ...lines, '—', 'Open MCPProxy', 'Pause', 'Quit']
  return { state: 'attention', badge: String(names.length), menu }
}
const pausedTray = {
  state: 'paused',
  badge: null,
  menu: ['Paused: all servers are stopped', '—', 'Open MCPProxy', 'Resume', 'Quit'],
}
