import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import AxeBuilder from '@axe-core/playwright'
import { test as base, chromium, expect, type Page } from 'playwright/test'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const built = join(root, '.cache/gallery')
/** Never resolved: the pages are answered from the built files. */
const origin = 'http://gallery.invalid/'

interface Options {
  /** Opens a page of the gallery, such as `window.html?scenario=typical`. */
  readonly open: (path: string) => Promise<void>
}
interface WorkerOptions {
  /** The gallery, built once a worker. */
  readonly gallery: string
}

/** The gallery in a browser, without a server; a test fails on any error of the console. */
export const test = base.extend<Options, WorkerOptions>({
  launchOptions: [
    async ({ browserName: _browserName }, use) =>
      use({
        executablePath: findChromium(),
        args: sandbox(),
        ignoreDefaultArgs: ['--hide-scrollbars'], // the window has them
      }),
    { scope: 'worker' },
  ],
  gallery: [
    async ({ browserName: _browserName }, use) => {
      const vite = join(root, 'node_modules/vite/bin/vite.js')
      const config = join(root, 'renderer/gallery/vite.config.ts')
      await promisify(execFile)(process.execPath, [vite, 'build', '--config', config, '--logLevel', 'error'])
      await use(built)
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  open: async ({ page, gallery }, use) => {
    const errors: string[] = []
    page.on('console', message => message.type() === 'error' && errors.push(message.text()))
    page.on('pageerror', error => errors.push(String(error)))
    await page.route(`${origin}**`, route => {
      const { pathname } = new URL(route.request().url())
      return route.fulfill({ path: join(gallery, pathname) })
    })
    await use(async path => {
      await page.goto(origin + path)
      await page.locator('main').first().waitFor()
    })
    expect(errors).toEqual([])
  },
})

export { expect }

/** Accessibility rules of WCAG 2.2 AA over the whole page, and those of further axe tags. */
export async function expectAccessible(page: Page, tags: readonly string[] = []): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', ...tags])
    .analyze()
  expect(
    violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(node => node.html)
          .join(' | ')
          .slice(0, 600)}`,
    ),
  ).toEqual([])
}

/** Chromium of the machine, or the one Playwright keeps. */
function findChromium(): string {
  const places = [
    process.env['MCPPROXY_CHROMIUM'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    chromium.executablePath(),
  ]
  return places.find(place => place !== undefined && existsSync(place)) ?? missing()
}

function missing(): never {
  throw new Error(
    'No Chromium found: install one (Debian: apt-get install chromium) or set MCPPROXY_CHROMIUM to its path.',
  )
}

/** Chromium refuses its sandbox to root, and only then is it left out. */
function sandbox(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : []
}
