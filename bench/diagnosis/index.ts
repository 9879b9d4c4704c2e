import { readFile } from 'node:fs/promises'
import { explain } from '#core/diagnosis/explain'
import { labelledCase, score } from '#core/diagnosis/testing/score'
import type { Measurement } from '../support/budget.ts'
import { brokenLocal } from './broken-local.ts'
import { brokenPackages } from './broken-packages.ts'
import { brokenRemote } from './broken-remote.ts'
import { runBroken } from './run-broken.ts'

/** How often the cause is named: on failures that others reported, and on programs that fail for real. */
export async function benchDiagnosis(): Promise<Measurement[]> {
  const lines = (await readFile(new URL('failures-dev.jsonl', import.meta.url), 'utf8')).trim().split('\n')
  const cases = lines.map(line => labelledCase.parse(JSON.parse(line)))
  const known = score(cases, ({ stderr_or_error, exit_code, ...more }) =>
    explain({ ...more, text: stderr_or_error, exitCode: exit_code }),
  )
  for (const { id, expected, answer } of known.misses) console.log(`  ${id}: ${expected}, not ${answer.category}`)
  const results = (await runBroken([...brokenLocal, ...brokenPackages, ...brokenRemote])).filter(
    ({ explanation }) => explanation !== null,
  )
  for (const { program, explanation, isRight } of results) {
    if (!isRight) console.log(`  ${program.name}: ${program.causes.join(' or ')}, not ${explanation?.category}`)
  }
  const right = results.filter(({ isRight }) => isRight).length
  return [
    {
      what: 'reported failures: cause named (macro over equal texts)',
      value: known.decidable * 100,
      unit: '%',
      budget: 95,
      sense: 'at least',
      reference: `${cases.length} cases, ${known.groups} texts that can be decided`,
    },
    {
      what: 'reported failures: confident answer although the cause was lost',
      value: (known.maskedConfident / known.masked) * 100,
      unit: '%',
      budget: 0,
      sense: 'at most',
      reference: `${known.masked} cases`,
    },
    {
      what: 'programs that fail for real: cause named',
      value: (right / results.length) * 100,
      unit: '%',
      budget: 95,
      sense: 'at least',
      reference: `${right} of ${results.length}`,
    },
  ]
}
