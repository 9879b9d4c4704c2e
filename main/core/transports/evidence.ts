import type { LinkEvidence } from './transport.ts'

/** Evidence with everything unknown but what is given. */
export function linkEvidence(known: Partial<LinkEvidence> & { readonly message: string }): LinkEvidence {
  return { stderrTail: [], stdoutNoise: [], exit: null, errorCode: null, http: null, ...known }
}

/** The system's or TLS code of an error, looked for along its causes. */
export function errorCodeOf(error: unknown): string | null {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth++) {
    const { code } = current as NodeJS.ErrnoException
    if (typeof code === 'string') return code
    // Several addresses were tried (RFC 8305); the first refusal speaks for all.
    if (current instanceof AggregateError) return errorCodeOf(current.errors[0])
  }
  return null
}
