/**
 * @typedef {{ name: string, reason: string }} Skip
 * @typedef {{ passed: number, failed: number, skips: Skip[], problems: string[] }} Totals
 * `problems` are failures that no single test stands for: a tier that crashed, a check, a process left behind
 */

/** @returns {Totals} */
export const noTotals = () => ({ passed: 0, failed: 0, skips: [], problems: [] })

/**
 * The totals of one tier.
 * @param {string} tier
 * @param {number} exitCode - of its runner
 * @param {Totals | null} report - null if the runner wrote none
 * @returns {Totals}
 */
export function closeTier(tier, exitCode, report) {
  const totals = report ?? noTotals()
  const { passed, failed, skips } = totals
  const problems = [...totals.problems]
  if (!report) problems.push(`tier ${tier} crashed: its runner left no report (exit code ${exitCode})`)
  else if (exitCode !== 0 && failed === 0 && problems.length === 0)
    problems.push(`tier ${tier}: its runner ended with exit code ${exitCode}`)
  else if (passed + failed + skips.length === 0) problems.push(`tier ${tier} ran no test`)
  return { passed, failed, skips, problems }
}

/** @param {readonly Totals[]} all */
export function sum(all) {
  return all.reduce(
    (one, two) => ({
      passed: one.passed + two.passed,
      failed: one.failed + two.failed,
      skips: [...one.skips, ...two.skips],
      problems: [...one.problems, ...two.problems],
    }),
    noTotals(),
  )
}

/**
 * The last line. A problem counts as one failure, so that the line never looks green when the run is not.
 * @param {Totals} totals
 */
export function closingLine({ passed, failed, skips, problems }) {
  return `${passed} passed, ${failed + problems.length} failed, ${skips.length} skipped`
}

/** @param {Totals} totals */
export const isGreen = ({ passed, failed, problems }) => passed > 0 && failed === 0 && problems.length === 0

/**
 * @typedef {{ title: string, specs?: { title: string, tests: { status: string, annotations: { type: string, description?: string }[] }[] }[], suites?: Suite[] }} Suite
 */

/**
 * Totals from Playwright's JSON report. A test that passed only when repeated failed once, and counts as failed.
 * @param {{ suites: Suite[], errors?: { message?: string }[] }} report
 * @returns {Totals}
 */
export function readPlaywright(report) {
  const totals = noTotals()
  const visit = (/** @type {Suite} */ suite, /** @type {string[]} */ path) => {
    for (const spec of suite.specs ?? [])
      for (const { status, annotations } of spec.tests)
        if (status === 'expected') totals.passed++
        else if (status === 'skipped') {
          const why = annotations.find(({ type }) => ['skip', 'fixme'].includes(type))?.description
          totals.skips.push({ name: [...path, spec.title].join(' › '), reason: why ?? 'no reason given' })
        } else totals.failed++
    for (const inner of suite.suites ?? []) visit(inner, [...path, inner.title])
  }
  for (const suite of report.suites) visit(suite, [suite.title])
  for (const { message } of report.errors ?? [])
    totals.problems.push(`Playwright: ${(message ?? 'an error').split('\n')[0]}`)
  return totals
}
