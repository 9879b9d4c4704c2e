import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { parseCommandLine } from './command-line.ts'
import { parseLink } from './deep-link.ts'

const context = { env: {}, home: '/home/u', cwd: '/work' }

test.each([
  [[], '/home/u/.mcpproxy', false, null],
  [['--data-dir', 'here', '--hidden'], '/work/here', true, null],
  [['--data-dir=/a', '--data-dir=/b'], '/b', false, null],
  [['--data-dir='], '/home/u/.mcpproxy', false, null],
  [['--no-sandbox', 'mcpproxy://server/x'], '/home/u/.mcpproxy', false, 'mcpproxy://server/x'],
])('%j', (argv, dataFolder, hidden, link) => {
  expect(parseCommandLine(argv, context)).toEqual({ dataFolder: resolve(dataFolder), hidden, link })
})

test('MCPPROXY_HOME names the data folder, and --data-dir wins over it', () => {
  const env = { MCPPROXY_HOME: '/env' }
  expect([
    parseCommandLine([], { ...context, env }).dataFolder,
    parseCommandLine(['--data-dir', '/arg'], { ...context, env }).dataFolder,
  ]).toEqual([resolve('/env'), resolve('/arg')])
})

test.each([
  ['mcpproxy://server/github', 'github'],
  ['mcpproxy://server/my%20server', 'my server'],
  ['mcpproxy://server/a%2Fb', 'a/b'],
  ['mcpproxy://server/github/', 'github'],
  ['mcpproxy://server/', null],
  ['mcpproxy://server/a/b', null],
  ['mcpproxy://server/a?enable=1', null],
  ['mcpproxy://server/a#disable', null],
  ['mcpproxy://user@server/a', null],
  ['mcpproxy://quit/now', null],
  ['mcpproxy:server', null],
  ['https://server/github', null],
  ['mcpproxy://server/%E0%A4%A', null],
  [`mcpproxy://server/${'x'.repeat(129)}`, null],
])('the link %s leads to %s', (link, server) => {
  expect(parseLink(link)?.server ?? null).toBe(server)
})
