import { expect, test } from 'vitest'
import { MachineEnvironment } from './machine-environment.ts'

test('the login shell is asked once, adds what is missing, and its PATH comes first', async () => {
  let asked = 0
  const environment = new MachineEnvironment({
    own: { PATH: '/usr/bin', HOME: '/home/me' },
    shell: '/bin/sh',
    readLogin: async () => {
      asked++
      return { PATH: '/opt/node/bin:/usr/bin', HOME: '/elsewhere', TOKEN: 'from login' }
    },
  })
  expect(environment.lookUp('TOKEN')).toBeUndefined()
  expect(await Promise.all([environment.login(), environment.login()])).toEqual([true, true])
  expect({ ...environment.current, asked }).toEqual({
    PATH: '/opt/node/bin:/usr/bin',
    HOME: '/home/me',
    TOKEN: 'from login',
    asked: 1,
  })
})

test('a login shell that gives nothing changes nothing', async () => {
  const environment = new MachineEnvironment({ own: { PATH: '/bin' }, shell: null, readLogin: async () => null })
  expect([await environment.login(), environment.current]).toEqual([false, { PATH: '/bin' }])
})
