import { join, sep } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bundlePath } from './bundle-path.ts'

const folder = join(sep, 'app', 'renderer')

test.each([
  ['app://bundle/', 'index.html'],
  ['app://bundle/index.html?theme=dark#x', 'index.html'],
  ['app://bundle/assets/main-a1.js', join('assets', 'main-a1.js')],
  ['app://bundle/a%20b.css', 'a b.css'],
  ['app://bundle/../../etc/passwd.js', join('etc', 'passwd.js')], // the URL parser keeps it inside
  ['app://bundle/%2e%2e/secret.js', 'secret.js'],
  ['app://bundle/..%2fsecret.js', null],
  ['app://bundle/..%5csecret.js', null],
  ['app://bundle/x.js%00.html', null],
  ['app://bundle/main.js.map', null],
  ['app://other/index.html', null],
  ['file:///etc/passwd', null],
  ['app://bundle/%', null],
])('%s names %s', (url, name) => {
  expect(bundlePath(folder, url)).toBe(name === null ? null : join(folder, name))
})

test('no URL leads outside the bundle', () => {
  const part = fc.constantFrom('..', '.', '%2e%2e', '%2f', '%5c', '/', '\\', 'a', '%00', ':', '.js')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), parts => {
      const path = bundlePath(folder, `app://bundle/${parts.join('')}`)
      expect(path === null || path.startsWith(folder + sep)).toBe(true)
    }),
  )
})
