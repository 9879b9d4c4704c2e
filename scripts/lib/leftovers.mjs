import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** Every process of a test run inherits this variable, however deep: who still carries it afterwards was left behind. */
export const markerName = 'MCPPROXY_TEST_RUN'

/**
 * Waits for the run's last processes to go and names those that stay. Only Linux lets us look.
 * @param {string} marker
 * @param {{ graceMs?: number }} [options]
 * @returns {Promise<string[]>} for example `4711 node fixture.mjs`
 */
export async function findLeftovers(marker, { graceMs = 3_000 } = {}) {
  if (process.platform !== 'linux') return []
  for (let waitedMs = 0; ; waitedMs += 100) {
    const left = await listMarked(marker)
    if (left.length === 0 || waitedMs >= graceMs) return left
    await sleep(100)
  }
}

/** @param {string} marker */
async function listMarked(marker) {
  const found = []
  for (const pid of (await readdir('/proc')).filter(name => /^\d+$/.test(name) && name !== String(process.pid)))
    try {
      const variables = (await readFile(`/proc/${pid}/environ`, 'latin1')).split('\0')
      if (!variables.includes(`${markerName}=${marker}`)) continue
      const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim()
      found.push(`${pid} ${command.slice(0, 200)}`)
    } catch {
      // gone while we looked, or another user's
    }
  return found
}
