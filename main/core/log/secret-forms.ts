/** What takes a secret's place. */
export const redactedMark = '[redacted]'

/** Shorter values appear in ordinary text by chance; hiding those would make logs unreadable. */
export const minimumSecretLength = 6

/** A long secret is looked for piece by piece, so that a truncated one is hidden as well and comparing stays cheap. */
const pieceLength = 48

/**
 * Every spelling in which a secret may show up: raw, URL-encoded, JSON-escaped, base64 (at any of its three alignments,
 * so also inside `user:secret`), and each long line of a value with several lines.
 */
export function formsOf(secret: string): string[] {
  const forms = new Set<string>()
  const add = (form: string, minimum = minimumSecretLength) => {
    if (form.length < minimum || redactedMark.includes(form)) return
    for (const piece of piecesOf(form)) forms.add(piece)
  }
  for (const value of [secret, secret.trim(), ...longLinesOf(secret)]) {
    if (value.length < minimumSecretLength) continue
    add(value)
    for (const encoded of urlEncoded(value)) add(encoded)
    const escaped = escapeJson(value)
    add(escaped)
    add(escapeJson(escaped)) // JSON inside JSON, as tool results are
    for (const encoded of base64Of(value)) add(encoded, 8)
  }
  return [...forms]
}

function piecesOf(form: string): string[] {
  if (form.length <= pieceLength) return [form]
  const pieces: string[] = []
  for (let start = 0; start < form.length; start += pieceLength) {
    // The last piece reaches back, so that none is too short to be told from ordinary text.
    pieces.push(form.slice(Math.min(start, form.length - pieceLength), start + pieceLength))
  }
  return pieces
}

const longLinesOf = (secret: string) =>
  secret.includes('\n') ? secret.split(/\r?\n/).filter(line => line.length >= 12) : []

function urlEncoded(value: string): string[] {
  const upper = encodeURIComponent(value.toWellFormed?.() ?? value.replace(/[\ud800-\udfff]/g, '\ufffd'))
  const strict = upper.replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  const all = [upper, strict, strict.replaceAll('%20', '+')]
  return [...all, ...all.map(text => text.replace(/%[0-9A-F]{2}/g, hex => hex.toLowerCase()))]
}

const escapeJson = (value: string) => JSON.stringify(value).slice(1, -1)

/** The characters of the base64 text that depend on the secret alone, whatever stands before and after it. */
function base64Of(value: string): string[] {
  const bytes = Buffer.from(value)
  return [0, 1, 2].flatMap(offset => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const first = [0, 2, 3][offset] ?? 0
    const last = Math.floor(((offset + bytes.length) * 8) / 6)
    const stable = encoded.slice(first, last)
    return [stable, stable.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
