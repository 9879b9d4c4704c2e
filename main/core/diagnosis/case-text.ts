/** Most characters that are judged; the middle of a longer text is left out. */
export const maxTextLength = 16 * 1024
const maxHeadLength = 6 * 1024

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
  const bounded =
    text.length <= maxTextLength
      ? text
      : `${text.slice(0, maxHeadLength)}\n${text.slice(-(maxTextLength - maxHeadLength - 1))}`
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

/** The same on one line; programs wrap what they say. */
export const flatten = (text: string): string => text.replace(/\s+/g, ' ').trim()
