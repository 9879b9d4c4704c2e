import { capture } from './command.mjs'

/**
 * Runs the npm that came with the system's Node.
 * @param {readonly string[]} args
 * @param {Omit<Parameters<typeof capture>[2], 'shell'>} options
 */
export function npm(args, options) {
  const env = { ...(options.env ?? process.env) }
  // `npm start` hands its own settings down; a second npm would take them for the user's.
  for (const name of Object.keys(env)) if (/^npm_(lifecycle|package|command|execpath)/i.test(name)) delete env[name]
  const isWindows = process.platform === 'win32' // npm is a .cmd there, which only a shell can start
  return capture(isWindows ? 'npm.cmd' : 'npm', args, { ...options, env, shell: isWindows })
}
