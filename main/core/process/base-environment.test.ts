import { expect, test } from 'vitest'
import { baseEnvironment } from './base-environment.ts'

const marker = { run: 'folder:run', server: 'my server', attempt: 'a1' }
const marked = { MCPPROXY_RUN: 'folder:run', MCPPROXY_SERVER: 'my server', MCPPROXY_ATTEMPT: 'a1' }

test.each<[string, Record<string, string | undefined>, Record<string, string>, Record<string, string>]>([
  ['keeps what is the user’s', { HOME: '/home/u', LANG: 'de' }, {}, { HOME: '/home/u', LANG: 'de' }],
  [
    'drops what is ours, Electron’s and npm’s',
    {
      ELECTRON_RUN_AS_NODE: '1',
      npm_config_registry: 'r',
      npm_lifecycle_event: 'start',
      NPM_TOKEN_LIKE: 'dropped with npm_',
      NODE_OPTIONS: '--x',
      MCPPROXY_HOME: '/x',
      APPIMAGE: '/a',
      ARGV0: 'a',
      OWD: '/',
      SNAP: '/snap/x/1',
      SNAP_NAME: 'x',
      CHROME_DESKTOP: 'x',
      GIO_LAUNCHED_DESKTOP_FILE: '/a.desktop',
      HOME: '/h',
    },
    {},
    { HOME: '/h' },
  ],
  ['does not take a variable that merely resembles ours', { SNAPSHOT_DIR: '/s' }, {}, { SNAPSHOT_DIR: '/s' }],
  [
    'lets the configuration set what we drop',
    { NODE_OPTIONS: '--ours' },
    { NODE_OPTIONS: '--theirs' },
    { NODE_OPTIONS: '--theirs' },
  ],
  ['lets nobody forge the marker', {}, { MCPPROXY_RUN: 'forged' }, {}],
  [
    'takes a bundle’s folders out of lists, and a list that held nothing else',
    { APPDIR: '/tmp/.mount_x', PATH: '/tmp/.mount_x/usr/bin:/usr/bin', LD_LIBRARY_PATH: '/tmp/.mount_x/usr/lib:' },
    {},
    { PATH: '/usr/bin' },
  ],
  [
    'takes out what npm run put in front of PATH',
    { npm_lifecycle_event: 'start', PATH: '/repo/node_modules/.bin:/node_modules/.bin:/usr/bin' },
    {},
    { PATH: '/usr/bin' },
  ],
  [
    'leaves such a folder alone when it is the user’s',
    { PATH: '/repo/node_modules/.bin' },
    {},
    { PATH: '/repo/node_modules/.bin' },
  ],
  ['skips unset ones', { EMPTY: undefined, SET: '' }, {}, { SET: '' }],
])('%s', (_, own, additions, expected) => {
  expect(baseEnvironment(own, additions, marker, 'linux')).toEqual({ ...expected, ...marked })
})

test('on Windows a name in another case replaces the first', () => {
  expect(baseEnvironment({ Path: 'C:\\a' }, { PATH: 'C:\\b' }, null, 'win32')).toEqual({ PATH: 'C:\\b' })
})
