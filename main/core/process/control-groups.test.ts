import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { ControlGroups, findOwnGroup, isGroupOf, readGroup, runOfGroup } from './control-groups.ts'

const unified =
  '24 1 0:22 / /proc rw - proc proc rw\n31 24 0:27 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw\n'
const hybrid =
  '33 32 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n40 32 0:36 / /sys/fs/cgroup/unified rw - cgroup2 none rw\n'
const nested = '31 24 0:27 /docker/x /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n'

test.each<[string, string, string, string | null]>([
  ['a desktop’s session', unified, '0::/user.slice/app-x.scope\n', '/sys/fs/cgroup/user.slice/app-x.scope'],
  ['both versions at once', hybrid, '4:memory:/other\n0::/\n', '/sys/fs/cgroup/unified'],
  ['a container that sees only its part', nested, '0::/docker/x/inner\n', '/sys/fs/cgroup/inner'],
  ['a group outside of what we see', unified, '0::/../other\n', null],
  ['version 1 alone', hybrid, '4:memory:/other\n', null],
  ['no version 2 mounted', '', '0::/\n', null],
])('our own control group is found: %s', (_, mountinfo, own, expected) => {
  expect(findOwnGroup(mountinfo, own)).toBe(expected)
})

test.each<[string, boolean]>([
  ['/sys/fs/cgroup/user.slice/mcpproxy-f.r.a1', true],
  ['/sys/fs/cgroup/user.slice/mcpproxy-f.r.a2', false],
  ['/sys/fs/cgroup/user.slice', false],
  ['/sys/fs/cgroup/user.slice/mcpproxy-f.other.a1', false],
  ['/sys/fs/cgroup/x/../mcpproxy-f.r.a1', false],
  ['/tmp/mcpproxy-f.r.a1', false],
])('[G5] a path from the ledger is believed only when it names the attempt: %s', (path, expected) => {
  expect(isGroupOf(path, { run: 'f:r', attempt: 'a1' })).toBe(expected)
})

const groups = await ControlGroups.find()
const owner = { run: 'test:run', attempt: String(process.pid) }
const made = (await groups?.create(owner)) ?? null
// Where the system lets us make none, a family is known by the other witnesses alone (see G1).
test.skipIf(made === null)(
  '[G1] a daemon without marks stays in the control group, and an empty one is removed',
  async () => {
    const path = made as string
    const child = spawn('/bin/sh', ['-c', 'sleep 0.2; env -i setsid sleep 60 & sleep 0.2'], { stdio: 'ignore' })
    await groups?.enter(path, child.pid as number)
    await new Promise(resolve => child.once('exit', resolve))
    const [daemon, ...others] = readGroup(path)
    await vi.waitFor(() => expect(readGroup(path).size).toBe(1))
    expect(others.length).toBeLessThan(2)
    for (const pid of readGroup(path)) process.kill(pid, 'SIGKILL')
    expect(daemon).toBeDefined()
    await groups?.removeEmpty(run => run === 'test:other')
    expect(existsSync(path)).toBe(true)
    await groups?.removeEmpty(run => run === 'test:run')
    expect(existsSync(path)).toBe(false)
    expect(readGroup(path)).toEqual(new Set())
  },
)

test('where none can be made nobody is bothered', async () => {
  const none = new ControlGroups('/proc/no-such-place')
  expect([await none.create(owner), await none.create(owner)]).toEqual([null, null])
})

test.each([
  ['mcpproxy-f.r-1.a1', 'f:r-1'],
  ['mcpproxy-a1', null],
  ['user.slice', null],
  ['app-mcpproxy-f.r.a1', null],
])('the name of a group tells its run: %s', (name, expected) => {
  expect(runOfGroup(name)).toBe(expected)
})
