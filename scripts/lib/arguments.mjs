import { SetupError } from './setup-error.mjs'

/**
 * What `npm start -- …` asks for. All but our own `--headless` goes to the application.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export function parseStart(args, env) {
  const headless = args.includes('--headless') || isOn(env.MCPPROXY_HEADLESS)
  return { headless, rest: args.filter(argument => argument !== '--headless') }
}

/**
 * What `npm test -- …` asks for.
 * @param {readonly string[]} args
 * @param {readonly string[]} known - names of the tiers
 * @returns {{ list: boolean, tiers: readonly string[] }}
 * @throws {SetupError} for anything else
 */
export function parseTest(args, known) {
  /** @type {string[]} */
  const tiers = []
  let list = false
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] ?? ''
    const name = argument.startsWith('--tier=')
      ? argument.slice('--tier='.length)
      : argument === '--tier'
        ? args[++at]
        : undefined
    if (argument === '--list') list = true
    else if (name !== undefined && known.includes(name)) tiers.push(name)
    else
      throw new SetupError(name === undefined ? `unknown argument ${argument}` : `unknown tier ${name}`, {
        remedy: `npm test, npm test -- --list, or npm test -- --tier ${known.join('|')}`,
        exitCode: 2,
      })
  }
  return { list, tiers: tiers.length > 0 ? known.filter(name => tiers.includes(name)) : known }
}

/** @param {string | undefined} value */
const isOn = value => value !== undefined && !['', '0', 'false'].includes(value)
