import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from 'playwright/test'
import { callBridge } from './bridge.ts'

/** It repeats the name of what it stands beside, and belongs to no landmark. */
const tooltip = '[data-radix-popper-content-wrapper]:has([role="tooltip"])'
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Expects no violation of WCAG 2.2 AA in either theme. */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await callBridge(page, 'preferences:set', { theme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    await settle(page)
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).exclude(tooltip).withTags(rules).analyze() // legacy: Electron opens no further page
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html} ${any[0]?.message ?? ''}`).join(' | ')}`,
    )
    expect(found, `${screen}, ${theme}`).toEqual([])
  }
}

/** Colours that are still changing would be measured wrongly. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { document } = globalThis as unknown as { readonly document: { getAnimations(): readonly Motion[] } }
    const ending = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity)
    await Promise.allSettled(ending.map(({ finished }) => finished))
  })
}

interface Motion {
  readonly finished: Promise<unknown>
  readonly effect: { getComputedTiming(): { readonly iterations: number } }
}
