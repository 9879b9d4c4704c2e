import { z } from 'zod'

export const checkTypes = [
  'missing_command',
  'missing_directory',
  'missing_file',
  'missing_env',
  'missing_package',
  'docker_unavailable',
  'runtime_version',
  'port',
  'dns',
  'connection',
  'tls',
  'http',
  'disk_space',
  'path',
  'configuration',
] as const

/** One look at the machine or the network. */
export const check = z.object({
  name: z.string(),
  type: z.enum(checkTypes),
  /** null: it could not be told. */
  ok: z.boolean().nullable(),
  /** What was seen, in one sentence. */
  detail: z.string(),
  /** What to do, or null when all is well. */
  recommendation: z.string().nullable(),
})
export type Check = z.infer<typeof check>
export type CheckType = Check['type']
