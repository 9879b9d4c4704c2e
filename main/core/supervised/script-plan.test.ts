import { expect, test } from 'vitest'
import { settingsSchema } from '#shared/config'
import { describeExit, planScript, type ScriptSettings } from './script-plan.ts'

const script = (given: object): ScriptSettings => settingsSchema.parse({ startup_script: given }).startup_script

test.each([
  ['nothing is configured', {}, { kind: 'off' }],
  ['it is switched off', { path: '/x.sh' }, { kind: 'off' }],
  ['no file is named', { enabled: true }, { kind: 'unusable', reason: 'has no "path": name the file to run' }],
  [
    'a probe is to be waited for and none is there',
    { enabled: true, path: '/x.sh', mode: 'wait-probe' },
    { kind: 'unusable', reason: 'has no usable "probe": write "http://…" or "tcp://host:port"' },
  ],
  [
    'a probe cannot be read',
    { enabled: true, path: '/x.sh', mode: 'wait-probe', probe: 'localhost' },
    { kind: 'unusable', reason: 'has no usable "probe": write "http://…" or "tcp://host:port"' },
  ],
] as const)('when %s', (_case, given, plan) => {
  expect(planScript(script(given))).toEqual(plan)
})

test.each([
  ['the file itself', {}, { command: '~/x.sh', args: ['a b'] }],
  ['the file by its shell', { shell: '/bin/bash' }, { command: '/bin/bash', args: ['~/x.sh', 'a b'] }],
])('starts %s', (_case, given, entry) => {
  const plan = planScript(script({ enabled: true, path: '~/x.sh', args: ['a b'], ...given }))
  expect(plan).toMatchObject({ kind: 'run', limitMs: 60_000, until: 'nothing', entry })
})

test.each([
  [{ mode: 'wait-exit' }, 'exit'],
  [
    { mode: 'wait-probe', probe: 'tcp://[::1]:5432' },
    { kind: 'tcp', host: '::1', port: 5432 },
  ],
  [
    { mode: 'wait-probe', probe: 'https://x/health' },
    { kind: 'http', url: 'https://x/health' },
  ],
  [{ mode: 'background', probe: 'tcp://h:1' }, 'nothing'],
])('with %j the servers wait for %j', (given, until) => {
  expect(planScript(script({ enabled: true, path: '/x.sh', ...given }))).toMatchObject({ until })
})

test.each([
  [{ code: 0, signal: null }, false, null],
  [{ code: 0, signal: null }, true, 'ended before its probe passed'],
  [{ code: 3, signal: null }, false, 'ended with exit code 3'],
  [{ code: null, signal: 'SIGKILL' }, false, 'was ended by SIGKILL'],
])('an end with %j, its probe awaited: %s', (exit, isProbed, told) => {
  expect(describeExit(exit, isProbed)).toBe(told)
})
