import { expect, test } from 'vitest'
import { serverSchema } from '#shared/config'
import { expandServer } from './expand-server.ts'

const lookup = (name: string) =>
  ({ HOME: '/home/me', TOKEN: 'abc-123-secret', EMPTY: '', NESTED: '${env:TOKEN}', 'P(x86)': 'C:\\p' })[name]
const server = (value: object) => serverSchema.parse({ name: 'a', ...value })

test('references and ~ are replaced wherever they are allowed, and only there', () => {
  const expanded = expandServer(
    server({
      command: '~/bin/run',
      args: ['--x=${env:EMPTY}', '${env:P(x86)}', '~', '${env:NESTED}', '${TOKEN}', '${env:}'],
      env: { A: '${env:TOKEN}!' },
      working_dir: '~',
      headers: { B: 'Bearer ${env:TOKEN}' },
      note: '${env:TOKEN}',
    }),
    lookup,
  )
  expect(expanded).toMatchObject({
    ok: true,
    server: {
      command: '/home/me/bin/run',
      args: ['--x=', 'C:\\p', '~', '${env:TOKEN}', '${TOKEN}', '${env:}'],
      env: { A: 'abc-123-secret!' },
      working_dir: '/home/me',
      headers: { B: 'Bearer abc-123-secret' },
      note: '${env:TOKEN}',
    },
  })
})

test('every variable that is not set is named, once and in order', () => {
  const bad = server({ url: 'http://${env:HOST}/', headers: { A: '${env:B}${env:HOST}', C: '${env:TOKEN}' } })
  expect(expandServer(bad, lookup)).toEqual({ ok: false, missing: ['B', 'HOST'] })
  expect(expandServer(server({ command: '~/x' }), () => undefined)).toEqual({ ok: false, missing: ['HOME'] })
})

test('what must never be written is known, and what logs need is not taken for it', () => {
  const expanded = expandServer(
    server({
      command: 'x',
      args: [
        '--api-key=arg-secret',
        '--token',
        'next-secret',
        '--port',
        '8080',
        '${env:HOME}',
        'ghp_0123456789abcdefghij',
      ],
      env: {
        MY_TOKEN: 'env-secret',
        PORT: '8080',
        DEBUG: 'verbose',
        PLAIN: 'sk1234567890123456789abc',
        X: '${env:TOKEN}',
      },
      headers: { Authorization: 'Bearer head-secret', Accept: 'application/json' },
    }),
    lookup,
  )
  expect(expanded.ok && [...expanded.secrets].sort()).toEqual([
    'abc-123-secret',
    'arg-secret',
    'env-secret',
    'head-secret',
    'next-secret',
    'sk1234567890123456789abc',
  ])
  const remote = expandServer(server({ url: 'http://h/?api_key=url%2Fsecret&page=10000000' }), lookup)
  expect(remote.ok && remote.secrets).toEqual(['url/secret'])
})
