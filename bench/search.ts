import { SearchIndex, type SearchPart } from '#core/proxy/search-index'
import { median, type Measurement } from './support/budget.ts'

const serverCount = 100
const toolsEach = 100
const rounds = 3
const verbs = 'get list create update delete search send read write move copy fetch merge run cancel'.split(' ')
const nouns =
  'file issue message channel user page table row branch commit event invoice customer image folder query deployment container alert dashboard'.split(
    ' ',
  )
/** A description's words by rank: the common ones of every text first, then the subject's own. */
const words = [
  ...'the a to of and in for with by from given all returns optional name id'.split(' '),
  ...verbs,
  ...nouns,
  ...Array.from({ length: 2_000 }, (_, n) => `${((n + 36) * 7_919).toString(36)}${nouns[n % nouns.length]}`),
]

/** Searching as people type: words, beginnings of words, slips of the finger, whole phrases, words that are nowhere. */
export async function benchSearch(): Promise<Measurement[]> {
  const parts = manyTools()
  const queries = manyQueries()
  const p99s: number[] = []
  let firstMs = 0
  for (let round = 0; round < rounds; round += 1) {
    const index = new SearchIndex(() => parts)
    firstMs = await timed(() => index.search('file', 20)) // builds the index
    const times: number[] = []
    for (const query of queries) times.push(await timed(() => index.search(query, 20)))
    p99s.push(times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? Number.NaN)
  }
  return [
    {
      what: `search over ${serverCount * toolsEach} tools, p99 of ${queries.length} queries`,
      value: median(p99s),
      unit: 'ms',
      budget: 10,
      sense: 'at most',
      reference: `the first one, which builds the index in small steps, ${firstMs.toFixed(0)} ms`,
    },
  ]
}

async function timed(task: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now()
  await task()
  return performance.now() - startedAtMs
}

const at = (list: readonly string[], index: number): string => list[index % list.length] ?? ''

function manyTools(): SearchPart[] {
  return Array.from({ length: serverCount }, (_s, s) => {
    const server = `${at(nouns, s)}-server-${s}`
    const tools = Array.from({ length: toolsEach }, (_t, t) => {
      const originalName = `${at(verbs, t + s)}_${at(nouns, t * 7 + s)}_${t}`
      const description = Array.from({ length: 25 }, (_w, w) => wordNear(w * 131 + t * 317 + s * 1_009)).join(' ')
      return { name: `${server}__${originalName}`, originalName, server, title: null, description, inputSchema: {} }
    })
    return { server, tools }
  })
}

/** As in any language, the word of rank r comes about 1/r as often as the first (Zipf). */
function wordNear(number: number): string {
  const share = ((number * 2_654_435_761) % 4_294_967_296) / 4_294_967_296
  return at(words, Math.floor(words.length ** share) - 1)
}

function manyQueries(): string[] {
  return Array.from({ length: 500 }, (_, n) => {
    const [verb, noun] = [at(verbs, n), at(nouns, n * 3 + 1)]
    const slip = `${noun.slice(0, -2)}x${noun.at(-1)}`
    return at([`${verb} ${noun}`, noun.slice(0, 2 + (n % 4)), slip, `${verb} all ${noun} by name`, `zzz${n}`], n)
  })
}
