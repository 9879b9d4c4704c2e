import { stripVTControlCharacters } from 'node:util'

/** A step of the set-up that failed in a way people can act on: what failed, what to do, and the end of its output. */
export class SetupError extends Error {
  /**
   * @param {string} what - what failed, one sentence
   * @param {{ remedy?: string, log?: string, exitCode?: number }} [facts] - what to do about it; the output of the failed command; the exit code
   */
  constructor(what, { remedy = '', log = '', exitCode = 1 } = {}) {
    super(what)
    this.name = 'SetupError'
    this.remedy = remedy
    this.log = log
    this.exitCode = exitCode
  }
}

/**
 * The text people see instead of a stack trace. Anything but a SetupError is a bug of ours and says so.
 * @param {unknown} error
 */
export function describeFailure(error) {
  if (!(error instanceof SetupError)) {
    const text = error instanceof Error ? (process.env.MCPPROXY_DEBUG ? error.stack : error.message) : String(error)
    return `Unexpected failure: ${text}\n(MCPPROXY_DEBUG=1 shows where.)`
  }
  const output = excerpt(error.log)
  return [`Failed: ${error.message}`, error.remedy && `What to do: ${error.remedy}`, output && `Its output:\n${output}`]
    .filter(Boolean)
    .join('\n')
}

/**
 * The beginning and the end of an output, without colours and stack frames: npm names the cause first, compilers last.
 * @param {string} text
 */
export function excerpt(text) {
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .flatMap(line => (line.trim() && !/^\s+at .*[(/:]/.test(line) ? [`  ${line.trimEnd()}`] : []))
  return (lines.length <= 20 ? lines : [...lines.slice(0, 6), '  …', ...lines.slice(-13)]).join('\n')
}

/**
 * Runs a script's body and ends the process with its exit code; a failure is told, never thrown at people.
 * @param {() => Promise<number>} body
 */
export async function runScript(body) {
  try {
    process.exitCode = await body()
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\n`)
    process.exitCode = error instanceof SetupError ? error.exitCode : 1
  }
}
