// Measures the budgets. `--write` renews the table in docs/benchmarks.md; the exit code is 1 when a budget is missed.
import { readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { benchCalls } from './calls.ts'
import { benchDiagnosis } from './diagnosis/index.ts'
import { benchIdle } from './idle.ts'
import { benchSearch } from './search.ts'
import { benchManyServers, benchPortOpen } from './start.ts'
import { isMet, type Measurement } from './support/budget.ts'
import { benchWindow } from './window.ts'

const suites: Record<string, () => Promise<Measurement[]>> = {
  calls: benchCalls,
  'port-open': benchPortOpen,
  'many-servers': benchManyServers,
  idle: benchIdle,
  search: benchSearch,
  diagnosis: benchDiagnosis,
  window: benchWindow,
}
const page = new URL('../docs/benchmarks.md', import.meta.url)
const marks = ['<!-- table: npm run bench -- --write -->', '<!-- end of table -->'] as const

const chosen = process.argv.slice(2).filter(argument => !argument.startsWith('--'))
const unknown = chosen.filter(name => !(name in suites))
if (unknown.length > 0) {
  console.error(`No benchmark "${unknown.join(', ')}". There are: ${Object.keys(suites).join(', ')}.`)
  process.exit(2)
}

const results: (Measurement & { readonly suite: string })[] = []
for (const [name, suite] of Object.entries(suites)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  console.log(`${name} …`)
  for (const measurement of await suite()) {
    results.push({ ...measurement, suite: name })
    console.log(`  ${isMet(measurement) ? '✓' : '✗'} ${row(measurement)}`)
  }
}
if (process.argv.includes('--write')) await renewTable()
process.exitCode = results.every(isMet) ? 0 : 1

function row({ what, value, unit, budget, sense, reference }: Measurement): string {
  const bound = sense === 'at most' ? '≤' : '≥'
  return `${what} | **${value.toFixed(2)} ${unit}** | ${bound} ${budget} ${unit} | ${reference}`
}

async function renewTable(): Promise<void> {
  const text = await readFile(page, 'utf8')
  const [before, rest] = text.split(marks[0])
  const after = rest?.split(marks[1])[1]
  if (before === undefined || after === undefined) throw new Error(`docs/benchmarks.md has lost the marks of its table`)
  const processor = cpus()[0]?.model ?? 'unknown'
  const known = linesOf(rest?.split(marks[1])[0] ?? '')
  const table = [
    '| suite | what | measured | budget | for reference |',
    '|---|---|---|---|---|',
    ...Object.keys(suites).flatMap(suite => {
      const fresh = results.filter(result => result.suite === suite)
      return fresh.length === 0 ? (known.get(suite) ?? []) : fresh.map(lineOf)
    }),
  ].join('\n')
  const machine = `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} × ${processor}.`
  await writeFile(page, `${before}${marks[0]}\n${table}\n\n${machine}\n${marks[1]}${after}`)
}

function lineOf(result: Measurement & { readonly suite: string }): string {
  return `| ${result.suite} | ${row(result)}${isMet(result) ? '' : ' — **missed**'} |`
}

/** What stands in the table already, by suite: those that were not run keep their lines. */
function linesOf(table: string): ReadonlyMap<string, readonly string[]> {
  const lines = table.split('\n').filter(line => line.startsWith('| '))
  return Map.groupBy(lines, line => line.split('|')[1]?.trim() ?? '')
}
