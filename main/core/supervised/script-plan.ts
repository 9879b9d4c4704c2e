import { serverSchema, type ServerConfig, type Settings } from '#shared/config'
import type { Exit } from '../process/spawn-owned.ts'
import { parseProbe, type Probe } from './probe.ts'

export type ScriptSettings = Settings['startup_script']

/** What its children carry where those of a server carry the server's name. */
export const scriptName = 'startup script'

export type ScriptPlan =
  | { readonly kind: 'off' }
  /** The settings cannot be followed; `reason` finishes "The startup script …". */
  | { readonly kind: 'unusable'; readonly reason: string }
  | {
      readonly kind: 'run'
      /** As a server's entry, so that references, `~` and secrets are treated alike. */
      readonly entry: ServerConfig
      readonly limitMs: number
      /** What the servers wait for. */
      readonly until: 'nothing' | 'exit' | Probe
    }

/** What the settings ask for. The script itself is never looked for here, and never created. */
export function planScript(settings: ScriptSettings): ScriptPlan {
  const { enabled, path, shell, args, env, working_dir, timeout, mode, probe } = settings
  if (!enabled) return { kind: 'off' }
  if (path === undefined) return { kind: 'unusable', reason: 'has no "path": name the file to run' }
  const found = probe === undefined ? null : parseProbe(probe)
  if (mode === 'wait-probe' && found === null) {
    return { kind: 'unusable', reason: 'has no usable "probe": write "http://…" or "tcp://host:port"' }
  }
  const entry = serverSchema.parse({
    name: scriptName,
    command: shell ?? path,
    args: shell === undefined ? args : [path, ...args],
    env,
    ...(working_dir === undefined ? {} : { working_dir }),
  })
  const until = mode === 'background' ? 'nothing' : mode === 'wait-exit' ? 'exit' : (found ?? 'nothing')
  return { kind: 'run', entry, limitMs: timeout * 1_000, until }
}

/**
 * What people must be told of its end; null when all is well. Finishes "The startup script …".
 * @param isProbed - its probe is still waited for
 */
export function describeExit({ code, signal }: Exit, isProbed: boolean): string | null {
  if (code === 0) return isProbed ? 'ended before its probe passed' : null
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`
}
