// Talk goes to stderr, so that a command's own output on stdout stays clean.

/** @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`)
}

const quietMs = 1_000 // a step shorter than this says nothing
const repeatMs = 15_000

/**
 * Runs one step and tells what it does once it takes longer than a second.
 * @template T
 * @param {string} title - what happens, for example "installing dependencies"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const startedAt = Date.now()
  const seconds = () => Math.round((Date.now() - startedAt) / 1_000)
  let spoken = false
  const tell = () => {
    say(spoken ? `  still ${title} (${seconds()} s)` : `${title} …`)
    spoken = true
    timer = setTimeout(tell, repeatMs)
  }
  let timer = setTimeout(tell, quietMs)
  try {
    return await work()
  } finally {
    clearTimeout(timer)
    if (spoken) say(`  ${seconds()} s`)
  }
}
