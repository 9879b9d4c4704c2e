// npm test: makes the clone ready, checks the code, runs every tier, and closes with the true total.
import { randomUUID } from 'node:crypto'
import { parseTest } from './lib/arguments.mjs'
import { runChecks } from './lib/checks.mjs'
import { electronExecutable } from './lib/electron.mjs'
import { findLeftovers, markerName } from './lib/leftovers.mjs'
import { describeFailure, runScript } from './lib/setup-error.mjs'
import { setUp } from './lib/setup.mjs'
import { ensureChromium, ensureSystemLibraries } from './lib/system-libraries.mjs'
import { hasTests, runTier, tiers } from './lib/tiers.mjs'
import { closingLine, isGreen, noTotals, sum } from './lib/totals.mjs'

await runScript(async () => {
  const names = tiers.map(tier => tier.name)
  const wanted = parseTest(process.argv.slice(2), names)
  if (wanted.list) {
    for (const { name, what } of tiers) console.log(`${name.padEnd(8)} ${what}`)
    return 0
  }
  const isWhole = wanted.tiers.length === names.length
  const chosen = []
  for (const tier of tiers.filter(({ name }) => wanted.tiers.includes(name))) {
    if (await hasTests(tier)) chosen.push(tier)
    else console.log(`tier ${tier.name}: no tests yet`)
  }
  const totals = await runAll(chosen, isWhole)
  for (const { name, reason } of totals.skips) console.log(`skipped: ${name} (${reason})`)
  for (const problem of totals.problems) console.log(`failed: ${problem}`)
  if (totals.passed + totals.failed === 0) console.log('failed: no test ran')
  console.log(closingLine(totals))
  return isGreen(totals) ? 0 : 1
})

/**
 * @param {readonly import('./lib/tiers.mjs').Tier[]} chosen
 * @param {boolean} isWhole - a single tier is run without the checks
 */
async function runAll(chosen, isWhole) {
  const all = [noTotals()]
  const note = (/** @type {string[]} */ ...problems) => all.push({ ...noTotals(), problems })
  try {
    const needsDesktop = chosen.some(({ runner }) => runner === 'playwright')
    const ready = await setUp({ electron: needsDesktop })
    const { node } = ready
    let { env } = ready
    if (isWhole) note(...(await runChecks(node, env)))
    const marker = randomUUID()
    for (const tier of chosen)
      try {
        if (tier.needsBuild) ({ env } = await setUp({ electron: needsDesktop, build: true }))
        if (tier.runner === 'playwright')
          await ensureSystemLibraries({
            executable: electronExecutable(env),
            needsDisplay: true,
            env,
          })
        if (tier.name === 'gallery') await ensureChromium({ env })
        console.log(`\ntier ${tier.name}: ${tier.what}`)
        all.push(await runTier(tier, node, { ...env, [markerName]: marker }))
      } catch (error) {
        note(`tier ${tier.name} could not run. ${describeFailure(error)}`)
      }
    note(...(await findLeftovers(marker)).map(left => `left running after the tests: ${left}`))
  } catch (error) {
    note(describeFailure(error))
  }
  return sum(all)
}
