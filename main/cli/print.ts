import type { CliIo, TextSink } from './io.ts'

/* oxlint-disable no-control-regex -- control characters are what is looked for here */
const escapeSequence = /\x1b\[[0-9;?]*[ -/]*[@-~]/g
const colourSequence = /\x1b\[\d+m/g
/** All but newline and tab, and what changes the direction of text. */
const obeyed = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
/* oxlint-enable no-control-regex */

/** Text from servers without what a terminal would obey. */
export const printable = (text: string): string =>
  text.replace(escapeSequence, '').replace(obeyed, '').replaceAll('\t', '  ')

/** The same on one line. */
export const oneLine = (text: string): string => printable(text).replace(/\s+/g, ' ').trim()

export function printJson(io: CliIo, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}

export function printError(io: CliIo, message: string): void {
  io.stderr.write(`mcpproxy: ${oneLine(message)}\n`)
}

export type Colour = 'green' | 'yellow' | 'red' | 'grey' | 'bold'
const codes: Record<Colour, readonly [on: number, off: number]> = {
  bold: [1, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  grey: [90, 39],
}

/** Colours for a terminal; nothing elsewhere, or where NO_COLOR says so (no-color.org). */
export function colouring(io: CliIo, sink: TextSink = io.stdout): (colour: Colour, text: string) => string {
  const wanted = sink.isTTY && (io.env.NO_COLOR ?? '') === '' && io.env.TERM !== 'dumb'
  return (colour, text) => (wanted ? `\x1b[${codes[colour][0]}m${text}\x1b[${codes[colour][1]}m` : text)
}

/** Rows in columns, two blanks apart; the last column is as long as it is. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))))
  }
  return rows
    .map(
      row =>
        `${row
          .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

/** Colours take no room. */
const widthOf = (cell: string): number => Array.from(cell.replace(colourSequence, '')).length
