import { expect, test } from './fixture.ts'

test('the list is worked by keys alone', async ({ page, open }) => {
  await open('window.html?scenario=typical')
  const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name} `) })
  await page.keyboard.press('j') // the list takes the focus from nowhere
  await expect(row('filesystem')).toBeFocused()
  await page.keyboard.press('j')
  await page.keyboard.press('ArrowDown')
  await expect(row('memory')).toBeFocused()
  await page.keyboard.press('k')
  await expect(row('github')).toBeFocused()

  await page.keyboard.press('d')
  await expect(row('github')).toContainText('Disabled')
  await page.keyboard.press('e')
  await expect(row('github')).toContainText('Ready')

  await page.keyboard.press('m')
  await expect(page.getByRole('menuitem', { name: 'Open' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'More actions for github' })).toBeFocused()
  await page.keyboard.press('End')
  await expect(row('sequential-thinking')).toBeFocused()
  await page.keyboard.press('Home')
  await expect(row('filesystem')).toBeFocused()
})

test('Enter opens a server, Escape comes back to the row it left', async ({ page, open }) => {
  await open('window.html?scenario=typical')
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'github' })).toBeFocused()
  await page.keyboard.press('2')
  await expect(page.getByRole('tab', { name: 'Tools' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('3')
  await expect(page.getByRole('log')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('row', { name: /^github / })).toBeFocused()
})

test('slash leads to the filter, Escape empties it, the arrow leads on to the list', async ({ page, open }) => {
  await open('window.html?scenario=typical')
  await page.keyboard.press('/')
  const field = page.getByRole('searchbox', { name: 'Filter servers' })
  await expect(field).toBeFocused()
  await page.keyboard.type('uvx')
  await expect(page.getByRole('grid').getByRole('row')).toHaveCount(3) // its header and two servers
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('row', { name: /^fetch / })).toBeFocused()
  await page.keyboard.press('/')
  await page.keyboard.press('Escape')
  await expect(field).toHaveValue('')
  await page.keyboard.type('no such thing')
  await expect(page.getByText('No server matches')).toBeVisible()
})

test('letters typed into a field are text, not commands', async ({ page, open }) => {
  await open('window.html?scenario=typical')
  await page.keyboard.press('/')
  await page.keyboard.type('d?e1')
  await expect(page.getByRole('searchbox')).toHaveValue('d?e1')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('every control has a place in the order of the Tab key, and shows its focus', async ({ page, open }) => {
  await open('window.html?scenario=typical')
  const seen: string[] = []
  for (let press = 0; press < 40; press++) {
    await page.keyboard.press('Tab')
    const focus = await page.evaluate(() => {
      const element = document.activeElement
      if (element === null || element === document.body) return null
      const label = element.getAttribute('aria-label') ?? element.getAttribute('role') ?? element.textContent
      return { label, outline: getComputedStyle(element).outlineStyle }
    })
    if (focus === null) break
    expect(focus.outline, `${focus.label}`).not.toBe('none')
    seen.push(`${focus.label}`)
  }
  expect(seen).toEqual([
    'Servers12, 4 need attention',
    'Copy endpoint address',
    'Pause all',
    'Keyboard shortcuts',
    'Preferences',
    'Filter servers',
    'radio',
    'Sort: Order of the file',
    'row',
    'Enable filesystem',
    'More actions for filesystem',
  ])
})

test('preferences and the list of keys open and close by keys', async ({ page, open }) => {
  await open('window.html?scenario=typical')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.keyboard.press('Control+Comma')
  const dialog = page.getByRole('dialog', { name: 'Preferences' })
  await expect(dialog).toBeFocused() // not the button that closes it
  await dialog.getByRole('radio', { name: 'Dark' }).focus()
  await page.keyboard.press('Space')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('a dialog closed by a click leaves no tooltip behind', async ({ page, open }) => {
  await open('window.html?scenario=typical')
  const button = page.getByRole('button', { name: 'Preferences' })
  await button.click()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await expect(button).toBeFocused()
  await expect(page.getByRole('tooltip')).toHaveCount(0)
})
