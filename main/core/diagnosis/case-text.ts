/** Most characters that are judged; the middle of a longer text is left out. */
export const maxTextLength = 16 * 1024
const maxHeadLength = 6 * 1024
/** Characters of a long line that are kept at either end; more where there is room. */
const minLineEndLength = 1_000

/* oxlint-disable no-control-regex -- control characters are what is removed here */
const escapeSequence = /\x1b\[[0-9;?]{0,20}[ -/]?[@-~]/g
const controls = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g
/* oxlint-enable no-control-regex */
/** Frames that uv, npm and rich draw around what they say. */
const frames = /[│┃╰├╭╮╯─━▶×╎┆]/g

/**
 * Text as rules read it: bounded, without colours and frames; line ends written as `\n` in JSON become real ones.
 * Names start and end together, so the head and the tail of a long text are kept: causes are at either end.
 */
export function cleanText(text: string): string {
  const lines = shortenLines(text)
  const bounded =
    lines.length <= maxTextLength
      ? lines
      : `${lines.slice(0, maxHeadLength)}\n${lines.slice(-(maxTextLength - maxHeadLength - 1))}`
  return bounded
    .replaceAll('\ufeff', '\\ufeff') // a blank to `\s`, and the very thing to see
    .replace(escapeSequence, '')
    .replace(controls, '')
    .replace(frames, ' ')
    .replace(/\\r\\n|\\n(?![a-z])/g, '\n') // not `C:\node`
    .replaceAll('\\"', '"')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/\r\n?/g, '\n')
}

/**
 * Keeps both ends of lines that are too long, in text that is too long. Node shows the line of code that failed, and
 * in a bundle that may be the whole program: it must not push out what was said before and after it.
 */
export function shortenLines(text: string): string {
  if (text.length <= maxTextLength) return text
  const lines = text.split('\n')
  const long = lines.filter(line => line.length > 2 * minLineEndLength)
  const rest = text.length - long.reduce((sum, { length }) => sum + length, 0)
  const endLength = Math.max(minLineEndLength, Math.floor((maxTextLength - rest) / (2 * long.length)) - 2)
  return lines
    .map(line => (line.length <= 2 * endLength ? line : `${line.slice(0, endLength)} … ${line.slice(-endLength)}`))
    .join('\n')
}

/** The same on one line; programs wrap what they say. */
export const flatten = (text: string): string => text.replace(/\s+/g, ' ').trim()
