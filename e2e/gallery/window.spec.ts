import { expect, expectAccessible, test } from './fixture.ts'

const views = [
  ['empty', 'scenario=empty', 'Add your first MCP server'],
  ['empty, with a taken port', 'scenario=empty-port', 'the address to give appears here'],
  ['twelve servers', 'scenario=typical', 'sequential-thinking'],
  ['a thousand servers', 'scenario=thousand', 'github-0001'],
  ['broken servers', 'scenario=broken', 'Nothing listens at 127.0.0.1:5432'],
  ['the start', 'scenario=starting', 'Connecting: '],
  ['quitting', 'scenario=stopping', '7 servers still stopping'],
  ['paused', 'scenario=paused', 'All servers are stopped.'],
  ['a taken port', 'scenario=port', 'Port 8080 is taken'],
  ['alerts', 'scenario=alerts', 'line 14, column 7'],
  ['a core that does not answer', 'scenario=lost', 'The window lost its connection'],
  ['a failing server', 'server=jira', 'What to do'],
  ['a ready server', 'server=filesystem', 'Ready, with 14 tools.'],
  ['tools', 'server=filesystem&tab=tools', 'edits[].oldText'],
  ['a server without tools', 'server=jira&tab=tools', 'Tools appear here once the server is ready.'],
  ['a log', 'server=filesystem&tab=log', 'READM.md'],
  ['an empty log', 'server=puppeteer&tab=log', 'Nothing logged yet.'],
  ['a server with reports', 'server=jira&tab=reports', '2 reports'],
  ['a server without reports', 'server=memory&tab=reports', 'No report yet'],
  ['a report', 'server=jira&tab=reports&report=failure_jira_1700000000', 'jira failed 2 times in a row'],
  ['a report that is gone', 'server=jira&tab=reports&report=failure_jira_1', 'The report could not be read'],
  ['a diagnose under way', 'server=jira&diagnose&step=60000', 'Trial start'],
  ['a diagnose that found the cause', 'server=jira&diagnose', 'It does not work: The npm package'],
  ['a diagnose that found nothing wrong', 'server=filesystem&diagnose', 'It works; 6 checks found nothing wrong.'],
  ['an invalid entry', 'scenario=broken&server=service-3', 'mcpServers[5].env.PORT must be a text'],
  ['a server that is gone', 'server=nobody', 'no longer in the configuration file'],
] as const

for (const theme of ['light', 'dark'] as const) {
  for (const [name, query, text] of views) {
    test(`${name} shows in ${theme}, accessibly`, async ({ page, open }, info) => {
      await open(`window.html?theme=${theme}&${query}`)
      await expect(page.getByText(text).first()).toBeVisible()
      await expectAccessible(page, ['best-practice'])
      await info.attach(name, { body: await page.screenshot(), contentType: 'image/png' })
    })
  }
}

test('at 200 % zoom nothing is cut off sideways and everything can be reached', async ({ page, open }) => {
  await page.setViewportSize({ width: 640, height: 400 })
  for (const query of [
    'scenario=broken',
    'server=jira',
    'server=jira&diagnose',
    'server=jira&tab=reports&report=failure_jira_1700000000',
    'server=filesystem&tab=tools',
    'scenario=empty',
  ]) {
    await open(`window.html?${query}`)
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow, query).toBeLessThanOrEqual(0)
    await expectAccessible(page)
  }
})

test('quitting shows its steps, and which one is under way', async ({ page, open }) => {
  await open('window.html?scenario=stopping')
  const steps = page.getByRole('list', { name: 'Steps' }).getByRole('listitem')
  await expect(steps).toHaveCount(8)
  await expect(steps.and(page.locator('[aria-current="step"]'))).toContainText('Stopping servers')
})

test('in a small window the columns stay under their headers, and the endpoint can be read', async ({ page, open }) => {
  await page.setViewportSize({ width: 900, height: 600 })
  await open('window.html?scenario=thousand')
  const left = (role: string) =>
    page
      .locator(`[role="${role}"][data-column="status"]`)
      .first()
      .evaluate(one => one.getBoundingClientRect().left)
  expect(await left('columnheader')).toBe(await left('gridcell'))
  const address = page.getByRole('region', { name: 'Endpoint' }).getByText('127.0.0.1:8080/mcp')
  expect(await address.evaluate(one => one.scrollWidth <= one.clientWidth)).toBe(true)
})

test('while all is paused, nothing is said to need attention', async ({ page, open }) => {
  await open('window.html?scenario=typical')
  await expect(page).toHaveTitle('4 servers need attention · MCPProxy')
  await page.getByRole('button', { name: 'Pause all' }).click()
  await expect(page).toHaveTitle('MCPProxy')
  await expect(page.getByText(/needs? attention/)).toHaveCount(0)
})

test('the switch of an entry that cannot be used is off and cannot be operated', async ({ page, open }) => {
  await open('window.html?scenario=broken')
  const toggle = page.getByRole('switch', { name: 'Enable service-3', exact: true })
  await expect(toggle).not.toBeChecked()
  await expect(toggle).toBeDisabled()
})

test('no made-up server names a real registry', async ({ page, open }) => {
  for (const query of ['server=jira&diagnose', 'scenario=typical', 'scenario=broken']) {
    await open(`window.html?${query}`)
    await expect(page.locator('main')).not.toContainText(/npmjs|pypi\.org|ghcr\.io|docker\.io/)
  }
})

test('a right-to-left window keeps its order and its names', async ({ page, open }, info) => {
  await open('window.html?scenario=broken&dir=rtl')
  const name = page.getByText('خادم الملفات', { exact: true })
  const status = page.getByRole('row', { name: 'خادم الملفات' }).getByText('Auto-disabled')
  const [nameBox, statusBox] = [await name.boundingBox(), await status.boundingBox()]
  expect(nameBox && statusBox && nameBox.x > statusBox.x).toBe(true)
  await info.attach('right to left', { body: await page.screenshot(), contentType: 'image/png' })
})

test('a status that comes to need a person is announced, and the title counts it', async ({ page, open }) => {
  await open('window.html?scenario=typical')
  await expect(page).toHaveTitle('4 servers need attention · MCPProxy')
  await page.evaluate(() => {
    const { bridge } = (window as unknown as { demo: { bridge: DemoBridge } }).demo // put there by the gallery
    const memory = bridge.snapshot.servers.find(({ name }) => name === 'memory')
    if (memory) bridge.change([{ ...memory, status: 'retrying' }])
  })
  await expect(page).toHaveTitle('5 servers need attention · MCPProxy')
  await expect(page.locator('[aria-live="polite"]', { hasText: 'memory: Retrying' })).toBeAttached()
})

test('the next free port is offered, and who must change is said', async ({ page, open }) => {
  await open('window.html?scenario=port')
  await page.getByRole('button', { name: 'Use port 8081…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('http://127.0.0.1:8081/mcp')
  await expect(dialog).toContainText('Every AI client that was given the old address must be changed')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Use port 8081' }).click()
  await expect(page.getByText('Port 8080 is taken')).toBeHidden()
  await expect(page.getByRole('region', { name: 'Endpoint' })).toContainText('127.0.0.1:8081/mcp')
})

interface DemoBridge {
  readonly snapshot: { readonly servers: readonly { readonly name: string }[] }
  change(servers: readonly object[]): void
}
