import { writeFileSync } from 'node:fs'
import { noTotals } from './totals.mjs'

/** A vitest reporter that writes our totals: its own JSON report leaves out why a test was skipped. */
export default class TotalsReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly { message?: string }[]} unhandled
   */
  onTestRunEnd(modules, unhandled) {
    const totals = noTotals()
    for (const module of modules) {
      for (const { message } of module.errors())
        totals.problems.push(`${module.relativeModuleId}: ${firstLine(message)}`)
      for (const test of module.children.allTests()) {
        const result = test.result()
        if (result.state === 'passed') totals.passed++
        else if (result.state === 'skipped')
          totals.skips.push({ name: test.fullName, reason: result.note ?? 'no reason given' })
        else totals.failed++
      }
    }
    for (const { message = '' } of unhandled) totals.problems.push(`unhandled error: ${firstLine(message)}`)
    const file = process.env.MCPPROXY_TOTALS_FILE
    if (file) writeFileSync(file, JSON.stringify(totals))
  }
}

/** @param {string} text */
const firstLine = text => text.split('\n')[0] ?? ''
