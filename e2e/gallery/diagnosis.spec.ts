import { expect, expectAccessible, test } from './fixture.ts'

test('a disabled server is re-enabled by keys: its progress shows on the button, its result beside the status', async ({
  page,
  open,
}) => {
  await open('window.html?server=jira&step=300')
  const button = page.getByRole('button', { name: 'Re-enable' })
  await expect(button).toBeVisible()
  await button.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Connecting…' })).toBeFocused()
  await expect(
    page.getByRole('status').filter({ hasText: 'Tried just now, and failed: The npm package' }),
  ).toBeVisible()
  await expect(page.getByRole('button', { name: 'Try now' })).toBeFocused()
})

test('a server that works again says so, with its tools', async ({ page, open }) => {
  await open('window.html?server=puppeteer')
  await page.keyboard.press('e')
  await expect(page.getByText('Ready, with 6 tools.')).toBeVisible()
  await expect(
    page.getByRole('status').filter({ hasText: /^Ready with 6 tools, \d+ms after it was tried\.$/ }),
  ).toBeVisible()
})

test('a diagnose shows each look as it is taken, then the cause, what to do and what the trial printed', async ({
  page,
  open,
}) => {
  await open('window.html?server=jira&step=120')
  await page.keyboard.press('g')
  const panel = page.getByRole('region', { name: 'Diagnosis', exact: true })
  await expect(panel.getByRole('progressbar')).toBeVisible()
  await expect(panel.getByText(/^[1-6] of 7 looks taken$/)).toBeVisible()
  await expect(panel.getByRole('listitem').filter({ hasText: 'Trial start' })).toContainText('Under way')
  await expect(panel.getByText('It does not work: The npm package “@acme/mcp-jiraa” does not exist')).toBeVisible()
  await expect(panel.getByRole('listitem').filter({ hasText: 'Package: Problem' })).toContainText('does not exist at')
  await expect(panel.getByRole('region', { name: 'What to do' })).toContainText('Check the spelling')
  await panel.locator('summary').focus()
  await page.keyboard.press('Enter')
  await expect(panel.getByRole('region', { name: 'What it printed' })).toContainText('E404')
  await expectAccessible(page, ['best-practice'])

  await panel.getByRole('button', { name: 'Close the diagnosis' }).click()
  await expect(panel).toBeHidden()
})

test('a diagnose goes on while another page is shown', async ({ page, open }) => {
  await open('window.html?server=jira&step=80')
  await page.keyboard.press('g')
  await page.keyboard.press('Escape')
  await page.getByRole('row', { name: /^jira / }).press('Enter')
  await expect(page.getByRole('paragraph').filter({ hasText: 'It does not work: ' })).toBeVisible()
})

test('reports are listed, opened, read, copied and left by keys', async ({ page, open }) => {
  await open('window.html?server=jira')
  await page.getByRole('button', { name: 'Show report' }).press('Enter')
  const sentence = page.getByRole('heading', { name: 'jira failed 2 times in a row: The npm package' })
  await expect(sentence).toBeFocused()
  await page.locator('summary').first().press('Enter')
  await expect(page.getByRole('region', { name: 'What it printed last' })).toContainText('E404')
  await expect(page.getByText('/home/ada/.mcpproxy/reports/failure_jira_')).toBeVisible()
  await page.getByRole('button', { name: 'Copy as Markdown' }).press('Enter')
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()

  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: /^npm package not found/i })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('grid', { name: 'Servers' })).toBeVisible()
})

test('a report written on demand opens, and is in the list', async ({ page, open }) => {
  await open('window.html?server=memory&tab=reports')
  await page.getByRole('button', { name: 'Write report' }).click()
  await expect(page.getByRole('heading', { name: 'A look at memory, which had no failures in a row.' })).toBeFocused()
  await page.getByRole('button', { name: 'All reports of this server' }).click()
  await expect(page.getByText('1 report', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Written on demand/ })).toBeFocused()
})
