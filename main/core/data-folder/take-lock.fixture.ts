import { writeSync } from 'node:fs'
import { isAppError } from '#shared/errors'
import { acquireLock } from './data-folder-lock.ts'

// Starts when told so that many race, says how it went in one line, and holds the lock until its stdin ends.
const folder = process.argv[2] ?? ''
writeSync(1, 'waiting\n')
process.stdin.once('data', () => {
  acquireLock(folder).then(
    async lock => {
      writeSync(1, 'won\n')
      process.stdin.once('end', () => void lock[Symbol.asyncDispose]().then(() => process.exit(0)))
      process.stdin.resume()
    },
    (error: unknown) => {
      writeSync(1, isAppError(error, 'DATA_FOLDER_OWNED') ? `lost ${error.details.pid}\n` : `${String(error)}\n`)
      process.exit(0)
    },
  )
})
