import { expect, expectAccessible, test } from './fixture.ts'

test('every component shows, light and dark, accessibly', async ({ page, open }, info) => {
  await open('index.html')
  const sheets = page.getByRole('group', { name: /, (light|dark)$/ })
  expect(await sheets.count()).toBeGreaterThan(30)
  await expectAccessible(page)
  await info.attach('gallery', { body: await page.screenshot({ fullPage: true }), contentType: 'image/png' })
})

test('a menu opens, moves and closes by keys, and gives the focus back', async ({ page, open }) => {
  await open('index.html')
  const button = page.getByRole('group', { name: 'Menu, light' }).getByRole('button', { name: 'Open menu' })
  await button.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Restart' })).toBeFocused()
  await expectAccessible(page)
  await page.keyboard.press('End')
  await expect(page.getByRole('menuitemradio', { name: 'Status' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(button).toBeFocused()
})

test('a dialog holds the focus until it is closed', async ({ page, open }) => {
  await open('index.html')
  const button = page.getByRole('group', { name: 'Dialog, light' }).getByRole('button')
  await button.click()
  const dialog = page.getByRole('dialog', { name: 'Use port 8081 instead?' })
  await expect(dialog).toBeFocused()
  for (let press = 0; press < 6; press++) {
    await page.keyboard.press('Tab')
    expect(await dialog.evaluate(box => box.contains(document.activeElement))).toBe(true)
  }
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(button).toBeFocused()
})

test('news and errors appear, are read and can be dismissed', async ({ page, open }) => {
  await open('index.html')
  const sheet = page.getByRole('group', { name: 'Toasts, light' })
  await sheet.getByRole('button', { name: 'Show an error' }).click()
  const toast = page.getByRole('listitem').filter({ hasText: 'github could not be restarted' })
  await expect(toast).toBeVisible()
  await toast.getByRole('button', { name: 'Dismiss' }).click()
  await expect(toast).toBeHidden()
})

test('with reduced motion nothing moves', async ({ page, open }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await open('index.html')
  await page.getByRole('button', { name: 'Open menu' }).first().click()
  const running = await page.evaluate(() =>
    document.getAnimations().map(one => one.effect?.getComputedTiming().duration),
  )
  expect(running.filter(duration => Number(duration) > 0)).toEqual([])
})

test('in the system’s forced colours, switches and statuses keep an outline', async ({ page, open }, info) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await open('index.html')
  const widths = await page
    .getByRole('group', { name: /^(Switch|Status), light$/ })
    .locator('[role="switch"], [data-status]')
    .evaluateAll(all => all.map(one => getComputedStyle(one).borderTopWidth))
  expect(widths.length).toBeGreaterThan(10)
  expect(widths.filter(width => width === '0px')).toEqual([])
  await info.attach('forced colours', { body: await page.screenshot({ fullPage: true }), contentType: 'image/png' })
})
