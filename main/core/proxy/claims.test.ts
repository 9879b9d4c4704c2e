import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ClaimTable, type Claim } from './claims.ts'

interface Thing extends Claim {
  readonly id: string
}
const thing = (id: string, plain: string): Thing => ({
  id,
  plain,
  variant: attempt => `${plain}~${id}${'!'.repeat(attempt)}`,
})

test('a key that two want goes to neither, and comes back when one leaves', () => {
  const table = new ClaimTable<Thing>()
  const [a, b] = [thing('a', 'k'), thing('b', 'k')]
  table.add([a])
  expect(table.get('k')).toBe(a)
  table.add([b])
  expect([table.get('k'), table.keyOf(a), table.keyOf(b), table.get('k~b')]).toEqual([undefined, 'k~a', 'k~b', b])
  table.remove([a])
  expect([table.get('k'), table.keyOf(b), table.get('k~b')]).toEqual([b, 'k', undefined])
})

test('a variant never takes a key that somebody wants as it stands', () => {
  const table = new ClaimTable<Thing>()
  const [a, b, squatter] = [thing('a', 'k'), thing('b', 'k'), thing('c', 'k~a')]
  table.add([a, b])
  table.add([squatter])
  expect([table.get('k~a'), table.keyOf(a), table.get('k~a!')]).toEqual([squatter, 'k~a!', a])
})

test('the outcome depends on who is there, not on who came and went before', () => {
  const plain = fc.constantFrom('x', 'y', 'x~0', 'x~1', 'y~2')
  fc.assert(
    fc.property(
      fc.array(plain, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(7), { maxLength: 30 }),
      (plains, toggles) => {
        const things = plains.map((key, index) => thing(String(index), key))
        const table = new ClaimTable<Thing>()
        const present = new Set<Thing>()
        for (const toggle of toggles) {
          const item = things[toggle % things.length]!
          if (present.delete(item)) table.remove([item])
          else table.add([(present.add(item), item)])
          table.get('x') // settles in between, as readers do
        }
        const fresh = new ClaimTable<Thing>()
        fresh.add(things.filter(item => present.has(item)))
        for (const item of present) {
          expect(table.keyOf(item)).toBe(fresh.keyOf(item))
          expect(table.get(table.keyOf(item))).toBe(item)
        }
      },
    ),
  )
})
