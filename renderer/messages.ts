import { appMessages } from './messages/app.ts'
import { diagnosisMessages } from './messages/diagnosis.ts'
import { serverMessages } from './messages/server.ts'
import { serversMessages } from './messages/servers.ts'

/** Every word that people read in the window. Sentences, never pieces of them. */
const catalogue = { ...appMessages, ...serversMessages, ...serverMessages, ...diagnosisMessages } as const

type Catalogue = typeof catalogue
export type MessageKey = keyof Catalogue
type Forms<M> = M extends string ? M : M[keyof M]
type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never
type Counted<M> = M extends string ? never : 'count'
type Values<K extends MessageKey> = {
  readonly [N in Names<Forms<Catalogue[K]>> | Counted<Catalogue[K]>]: N extends 'count' ? number : string | number
}
type Arguments<K extends MessageKey> = [Names<Forms<Catalogue[K]>>] extends [never] ? [] : [values: Values<K>]

/** The language of the catalogue; numbers, plurals and times follow it. */
export const language = 'en'
const plurals = new Intl.PluralRules(language)
const numbers = new Intl.NumberFormat(language)

/** The message in words; `{count}` chooses between `one` and `other`, numbers are grouped. */
export function t<K extends MessageKey>(key: K, ...[values]: Arguments<K>): string {
  const message: string | { readonly one: string; readonly other: string } = catalogue[key]
  const given = (values ?? {}) as Readonly<Record<string, string | number>> // the mapped type, widened to look names up
  const text =
    typeof message === 'string' ? message : message[plurals.select(Number(given['count'])) === 'one' ? 'one' : 'other']
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = given[name]
    return typeof value === 'number' ? numbers.format(value) : (value ?? '')
  })
}
