import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { ProcessIdentity } from './process-identity.ts'

/**
 * Lock files are numbered: `owner.<n>.lock`. The highest number tells who owns the folder; it is never deleted,
 * only followed by the next, so that two starters who both find a dead owner compete for one and the same new name.
 */
const fileName = /^owner\.(\d{1,12})\.lock$/

export const lockFile = (runFolder: string, generation: number): string => join(runFolder, `owner.${generation}.lock`)

/** `released`: the last owner has left. `torn`: empty or damaged, as after a power failure. */
export type LockRecord = ProcessIdentity | 'released' | 'torn'

const recordSchema = z.union([
  z.object({ pid: z.int().min(1), startTime: z.string().nullable(), bootId: z.string().nullable() }),
  z.object({ released: z.literal(true) }),
])

export const formatRecord = (record: ProcessIdentity | 'released'): string =>
  `${JSON.stringify(record === 'released' ? { released: true } : record)}\n`

export function parseRecord(text: string): LockRecord {
  try {
    const parsed = recordSchema.safeParse(JSON.parse(text))
    if (!parsed.success) return 'torn'
    return 'released' in parsed.data ? 'released' : parsed.data
  } catch {
    return 'torn'
  }
}

/** Numbers of the lock files there are, highest first. */
export async function listGenerations(runFolder: string): Promise<number[]> {
  const names = await readdir(runFolder)
  return names
    .flatMap(name => Number(fileName.exec(name)?.[1] ?? []))
    .filter(number => number > 0)
    .sort((a, b) => b - a)
}

/** Null when the file has gone in the meantime. */
export async function readRecord(runFolder: string, generation: number): Promise<LockRecord | null> {
  try {
    return parseRecord(await readFile(lockFile(runFolder, generation), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
