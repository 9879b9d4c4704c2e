import { rule, specificity as s, type Rule } from '../rule.ts'
import type { CaseFacts } from '../case-facts.ts'

const any = /[^]?/
const exited =
  (...codes: number[]) =>
  (f: CaseFacts) =>
    f.exitCode !== null && codes.includes(f.exitCode)
const signal = (_match: RegExpExecArray, f: CaseFacts) =>
  f.signal === null ? null : ({ kind: 'signal', value: f.signal } as const)

/**
 * Exits, signals and silence: what is left when nothing was said. Windows codes are NTSTATUS values as unsigned
 * integers; 128 + n is a shell's way to report signal n.
 */
export const exitRules: readonly Rule[] = [
  rule('native_crash', s.general - 3, 0.85, any, {
    when: f => ['SIGSEGV', 'SIGABRT', 'SIGILL', 'SIGBUS', 'SIGFPE', 'SIGTRAP', 'SIGSYS'].includes(f.signal ?? ''),
    object: signal,
  }),
  rule('native_crash', s.fact, 0.8, any, {
    when: exited(132, 133, 134, 135, 136, 139, 3221225477, 3221226505, 3221225501, -1073741819, -1073740791),
  }),
  rule('native_lib_missing', s.fact, 0.85, any, { when: exited(3221225781, 3221225785, -1073741515) }),
  rule('out_of_memory', s.fact, 0.6, any, { when: exited(137) }),
  rule('native_crash', s.fact, 0.55, any, { when: f => f.signal === 'SIGKILL', object: signal }),
  rule('command_not_found', s.symptom, 0.55, any, { when: f => f.exitCode === 127 }),
  rule('permission_denied', s.symptom, 0.5, any, { when: f => f.exitCode === 126 }),
  rule('out_of_memory', s.symptom + 3, 0.6, /exit(?:ed)?(?: with)?(?: code| status)?:? 137\b|exit code:? 137/i),
  rule(
    'native_crash',
    s.symptom + 3,
    0.75,
    /exit(?:ed)?(?: with)?(?: code| status)?:? (?:13[24569])\b|killed by signal (?:4|6|7|8|11)\b/i,
  ),
  rule('native_crash', s.symptom + 2, 0.55, /\bSIGKILL\b|signal: killed|killed by signal 9/i),

  rule('stdout_pollution', s.symptom + 6, 0.65, any, {
    when: f => f.evidence.timeoutMs !== null && f.evidence.link.stdoutNoise.some(isNoise),
  }),
  rule('startup_timeout', s.symptom + 4, 0.7, any, {
    when: f => !f.remote && !f.bridge && f.evidence.timeoutMs !== null,
  }),
  rule('network_timeout', s.symptom + 4, 0.7, any, {
    when: f => (f.remote || f.bridge) && f.evidence.timeoutMs !== null,
    object: (_m, f) => (f.evidence.server.url === undefined ? null : { kind: 'url', value: f.evidence.server.url }),
  }),
  rule(
    'early_exit_unknown',
    s.symptom - 5,
    0.4,
    /(?:process|server|program|child|command)[^]{0,40}(?:exit(?:ed|ing)?|terminated|died|quit|stopped)\b|exit(?:ed)? (?:with )?(?:code|status)|exiting early/i,
  ),
  rule('early_exit_unknown', s.symptom - 6, 0.4, any, { when: f => f.exitCode !== null || f.signal !== null }),
]

const isNoise = (line: string) => line.trim() !== ''
