import { minimumSecretLength } from './secret-forms.ts'

/** Start and end of a stretch of text, end excluded. */
export type Span = readonly [start: number, end: number]

/** Finds all stretches of `text` covered by one of the texts it was built for; touching ones are joined. */
export type FindSecrets = (text: string) => Span[]

const bits = 16
const factor = 31
/** What the oldest of the hashed characters has been multiplied with when it leaves. */
const leaving = Math.imul(factor, Math.imul(factor, Math.imul(factor, Math.imul(factor, factor))))

/**
 * Compiles many known texts into one search: a rolling hash over their first characters (Rabin and Karp).
 * A regular expression over thousands of alternatives tries them one by one at each character; this does not.
 *
 * @param known - each at least `minimumSecretLength` long
 */
export function compileFindSecrets(known: Iterable<string>): FindSecrets {
  const buckets = new Map<number, Bucket>()
  const seen = new Uint8Array(1 << bits)
  for (const text of [...known].sort((a, b) => b.length - a.length)) {
    const hash = hashOf(text)
    const bucket = buckets.get(hash) ?? { texts: new Set(), lengths: new Set() }
    buckets.set(hash, bucket)
    bucket.texts.add(text)
    bucket.lengths.add(text.length)
    seen[hash & ((1 << bits) - 1)] = 1
  }
  if (buckets.size === 0) return () => []

  return text => {
    const spans: [number, number][] = []
    if (text.length < minimumSecretLength) return spans
    let hash = hashOf(text)
    for (let start = 0; ; start += 1) {
      if (seen[hash & ((1 << bits) - 1)] === 1) {
        const length = lengthFound(buckets.get(hash), text, start)
        if (length > 0) addSpan(spans, start, start + length)
      }
      const next = start + minimumSecretLength
      if (next >= text.length) return spans
      hash = (Math.imul(hash - Math.imul(text.charCodeAt(start), leaving), factor) + text.charCodeAt(next)) | 0
    }
  }
}

/** Texts that begin alike, such as tokens of one vendor: looked up by length, not compared one by one. */
interface Bucket {
  readonly texts: Set<string>
  /** Longest first. */
  readonly lengths: Set<number>
}

function lengthFound(bucket: Bucket | undefined, text: string, start: number): number {
  if (bucket === undefined) return 0
  for (const length of bucket.lengths) if (bucket.texts.has(text.slice(start, start + length))) return length
  return 0
}

function hashOf(text: string): number {
  let hash = 0
  for (let index = 0; index < minimumSecretLength; index += 1) {
    hash = (Math.imul(hash, factor) + text.charCodeAt(index)) | 0
  }
  return hash
}

function addSpan(spans: [number, number][], start: number, end: number): void {
  const last = spans.at(-1)
  if (last === undefined || start > last[1]) spans.push([start, end])
  else last[1] = Math.max(last[1], end)
}
