/**
 * What `npm start` starts, and the one line that explains it.
 * @param {{ headless: boolean, hasDisplay: boolean, isBuilt: { desktop: boolean } }} facts
 * @returns {{ mode: 'desktop' } | { mode: 'headless', why: string }}
 */
export function chooseLaunch({ headless, hasDisplay, isBuilt }) {
  if (headless) return { mode: 'headless', why: 'as asked' }
  if (!isBuilt.desktop) return { mode: 'headless', why: 'this version has no window yet' }
  if (!hasDisplay)
    return {
      mode: 'headless',
      why: 'this machine has no display; to see the window run npm start in a desktop session, or: xvfb-run -a npm start',
    }
  return { mode: 'desktop' }
}

/**
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 */
export const hasDisplay = (platform, env) => platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)

/**
 * Chromium refuses to run sandboxed as root, and only there is the sandbox given up.
 * @param {number | undefined} uid
 */
export const sandboxArguments = uid => (uid === 0 ? ['--no-sandbox'] : [])
