import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { SetupError } from './setup-error.mjs'

const killAfterMs = 2_000 // between the polite and the final signal when a time limit has passed

/**
 * Runs a command to its end and keeps its output for the case that it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ what: string, remedy?: string, cwd?: string, env?: NodeJS.ProcessEnv, limitMs: number, shell?: boolean }} options
 * `what` names the step for people, `limitMs` bounds it
 * @returns {Promise<string>} standard output
 * @throws {SetupError} with the tail of the output
 */
export function capture(command, args, { what, remedy = '', cwd, env, limitMs, shell = false }) {
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ why) => reject(new SetupError(`${what} (${why})`, { remedy, log }))
    const child = spawn(command, [...args], { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
    let out = ''
    let log = ''
    let late = false
    const stop = () => {
      child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGKILL'), killAfterMs).unref()
    }
    const timer = setTimeout(() => {
      late = true
      stop()
    }, limitMs)
    /** @type {NodeJS.Signals | undefined} */
    let interrupted
    const interrupt = (/** @type {NodeJS.Signals} */ signal) => {
      interrupted = signal // what was begun is undone by the callers' own clean-up
      stop()
    }
    for (const signal of forwarded) process.on(signal, interrupt)
    const settle = () => {
      clearTimeout(timer)
      for (const signal of forwarded) process.off(signal, interrupt)
    }
    child.stdout.on('data', chunk => {
      out += chunk
      log += chunk
    })
    child.stderr.on('data', chunk => (log += chunk))
    child.on('error', error => {
      settle()
      fail('code' in error && error.code === 'ENOENT' ? `${command} is not installed` : error.message)
    })
    child.on('close', (code, signal) => {
      settle()
      if (interrupted)
        reject(new SetupError(`interrupted while ${what}`, { exitCode: 128 + constants.signals[interrupted] }))
      else if (late) fail(`no end after ${Math.round(limitMs / 1_000)} s`)
      else if (code === 0) resolve(out)
      else fail(signal ? `ended by ${signal}` : `exit code ${code}`)
    })
  })
}

/**
 * Runs a command with our terminal, hands on the signals that we get, and returns its exit code.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions }} [options]
 * @returns {Promise<number>} 128 + the signal's number when a signal ended it, as shells do
 */
export function foreground(command, args, { cwd, env, stdio = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { cwd, env, stdio })
    // The terminal sends Ctrl-C to the child as well: ours must only not die before it.
    const forward = (/** @type {NodeJS.Signals} */ signal) => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    for (const signal of forwarded) process.on(signal, forward)
    const done = () => forwarded.forEach(signal => process.off(signal, forward))
    child.on('error', error => {
      done()
      reject(new SetupError(`${command} could not be started: ${error.message}`))
    })
    child.on('close', (code, signal) => {
      done()
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0))
    })
  })
}

/** @type {readonly NodeJS.Signals[]} */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP']
