import { expect, test } from 'vitest'
import { t } from './messages.ts'

test('plurals, grouped numbers and names are filled in', () => {
  expect([
    t('servers.tools', { count: 1 }),
    t('servers.tools', { count: 1_234 }),
    t('servers.summary', { ready: 9, total: 12 }),
    t('announce.one', { name: 'a{b}$&', status: 'Retrying' }),
  ]).toEqual(['1 tool', '1,234 tools', '9 of 12 connected', 'a{b}$&: Retrying'])
})
