import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from './fixture.ts'
import { toPalette } from './palette-png.ts'

const folder = resolve(dirname(fileURLToPath(import.meta.url)), '../../docs/screenshots')
/** The pictures of docs/tour.md are written with `MCPPROXY_TOUR=write`; otherwise the views are only taken. */
const writes = process.env['MCPPROXY_TOUR'] === 'write'

const sizes = { large: { width: 1280, height: 800 }, small: { width: 900, height: 600 } } as const
const main = [
  ['empty', 'scenario=empty'],
  ['twelve', 'scenario=typical'],
  ['thousand', 'scenario=thousand'],
  ['broken', 'scenario=broken'],
  ['server-failing', 'server=jira'],
  ['server-ready', 'server=filesystem'],
  ['tools', 'server=filesystem&tab=tools'],
  ['log', 'server=filesystem&tab=log'],
  ['diagnosis', 'server=jira&diagnose'],
  ['report', 'server=jira&tab=reports&report=failure_jira_1700000000'],
] as const
const conditions = [
  ['diagnosis-running', 'server=jira&diagnose&step=400', ''],
  ['diagnosis-healthy', 'server=filesystem&diagnose', ''],
  ['reenable-failed', 'server=jira', 'e'],
  ['reports', 'server=jira&tab=reports', ''],
  ['invalid', 'scenario=broken&server=service-3', ''],
  ['starting', 'scenario=starting', ''],
  ['paused', 'scenario=paused', ''],
  ['port-taken', 'scenario=port', ''],
  ['alerts', 'scenario=alerts', ''],
  ['quitting', 'scenario=stopping', ''],
  ['unreachable', 'scenario=lost', ''],
  ['menu', 'scenario=typical', 'j j m'],
  ['shortcuts', 'scenario=typical', '?'],
  ['preferences', 'scenario=typical', 'Control+Comma'],
  ['compact', 'scenario=typical&density=compact', ''],
] as const

const shots = [
  ...(['large', 'small'] as const).flatMap(size => main.map(([name, query]) => [name, query, '', size] as const)),
  ...conditions.map(([name, query, keys]) => [name, query, keys, 'small'] as const),
]

for (const theme of ['light', 'dark'] as const) {
  for (const [name, query, keys, size] of shots) {
    test(`tour: ${name}, ${theme}, ${size}`, async ({ page, open }, info) => {
      await page.setViewportSize(sizes[size])
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await open(`window.html?theme=${theme}&${query}`)
      await expect(page.locator('[aria-label="Loading…"]')).toHaveCount(0)
      if (query.includes('step=')) await page.getByText(/^6 of 7 /).waitFor()
      for (const key of keys.split(' ').filter(Boolean)) await page.keyboard.press(key)
      await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
      const image = await page.screenshot()
      await info.attach(name, { body: image, contentType: 'image/png' })
      // Only what lies in the page scrolls, never the page: a second scroll bar would show beside its own.
      const spill = await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)
      expect(spill).toBeLessThanOrEqual(0)
      if (!writes) return
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, `${name}-${size}-${theme}.png`), toPalette(image))
    })
  }
}
