import { expect, test } from 'vitest'
import { readMarker } from './marker.ts'
import { isOpenedForUser, isOpenedProgram } from './opened-program.ts'
import { parseCim } from './parse-cim.ts'
import { parseProcStat } from './parse-proc-stat.ts'
import { parsePs } from './parse-ps.ts'

const rest = '0 0 0 0 0 0 0 0 0 0 20 0 1 0 8417 0 0'.split(' ')
const line = (name: string) => `42 (${name}) S 1 40 40 ${rest.slice(0, 15).join(' ')} 8417 1000 20`

test.each(['node', 'tmux: server', 'a) S 9 9 9 (b', '(sd-pam)', 'line\nbreak'])(
  'a line of /proc/<pid>/stat is read whatever the program is called: %j',
  name => {
    expect(parseProcStat(line(name))).toMatchObject({ pid: 42, ppid: 1, pgid: 40, state: 'S' })
  },
)

test('the start time is field 22', () => {
  const fields = Array.from({ length: 52 }, (_, index) => String(index + 1))
  fields[0] = '7'
  fields[1] = '(x)'
  fields[2] = 'Z'
  expect(parseProcStat(fields.join(' '))).toEqual({ pid: 7, ppid: 4, pgid: 5, sid: 6, startTime: '22', state: 'Z' })
})

test.each(['', 'garbage', '12 (cut', '12 (cut) S'])('what is no such line gives nothing: %j', text => {
  expect(parseProcStat(text)).toBeNull()
})

// Written after ps(1) of macOS, not recorded on one.
test('the columns of ps are read, flags and headings aside', () => {
  expect(
    parsePs(
      '  PID PPID\n    1     0     1 Ss   Mon Nov  2 09:14:05 2026\n 4711     1  4700 Z+   Sun Nov 22 16:00:00 2026\n',
    ),
  ).toEqual([
    { pid: 1, ppid: 0, pgid: 1, state: 'S', startTime: 'Mon Nov  2 09:14:05 2026' },
    { pid: 4711, ppid: 1, pgid: 4700, state: 'Z', startTime: 'Sun Nov 22 16:00:00 2026' },
  ])
})

// Written after the query's own format, not recorded on Windows.
test('the lines of the Windows query are read, a missing date included', () => {
  expect(parseCim('0,0,\r\n4712,4,638675000000000000\r\nerror text\r\n')).toEqual([
    { pid: 0, ppid: 0, pgid: 0, state: 'R', startTime: '' },
    { pid: 4712, ppid: 4, pgid: 4712, state: 'R', startTime: '638675000000000000' },
  ])
})

test('a marker counts only when it is whole', () => {
  expect(readMarker('A=1\0MCPPROXY_RUN=f:r\0MCPPROXY_SERVER=a=b\0MCPPROXY_ATTEMPT=x\0')).toEqual({
    run: 'f:r',
    server: 'a=b',
    attempt: 'x',
  })
  expect(readMarker('MCPPROXY_RUN=f:r\0')).toBeNull()
  expect(readMarker('')).toBeNull()
})

test('a program in an application scope of its own is the user’s, one in ours is not', () => {
  const slice = '0::/user.slice/user-1000.slice/user@1000.service/app.slice'
  const browser = `${slice}/app-gnome-firefox-4711.scope\n`
  expect(isOpenedProgram(browser, `${slice}/app-mcpproxy-1.scope\n`)).toBe(true)
  expect(isOpenedProgram(browser, browser)).toBe(false)
  expect(isOpenedProgram(`${slice}/server.service\n`, browser)).toBe(false)
  expect(isOpenedProgram(null, browser)).toBe(false)
})

test.each<[string, string, string, boolean]>([
  [
    'what the desktop launched',
    'A=1\0GIO_LAUNCHED_DESKTOP_FILE=/usr/share/applications/firefox.desktop\0',
    'firefox\0',
    true,
  ],
  ['the opener itself, a shell script', '', '/bin/sh\0/usr/bin/xdg-open\0https://x\0', true],
  ['what $BROWSER names', 'BROWSER=/opt/fox --new:lynx\0', '/usr/lib/fox\0https://x\0', true],
  ['a browser that a program drives', 'BROWSER=chrome\0', '/opt/chrome\0--remote-debugging-pipe\0', false],
  ['an ordinary child', 'BROWSER=firefox\0', '/usr/bin/node\0server.js\0', false],
  ['a variable that only ends like it', 'MY_BROWSER=node\0', '/usr/bin/node\0', false],
])('opened for the user or not: %s', (_, environ, cmdline, expected) => {
  expect(isOpenedForUser({ environ, cmdline, cgroup: null, ownCgroup: null })).toBe(expected)
})
