/** Facts that each expected failure carries. A new code is one line here. */
export interface ErrorDetails {
  CONFIG_INVALID: { readonly path: string; readonly issues: readonly string[] }
  CONFIG_CONFLICT: { readonly path: string }
  CONFIG_UNWRITABLE: { readonly path: string }
  DATA_FOLDER_OWNED: { readonly folder: string; readonly pid: number }
  DATA_FOLDER_UNUSABLE: { readonly folder: string }
  PORT_TAKEN: { readonly host: string; readonly port: number; readonly owner: string | null }
  SERVER_UNKNOWN: { readonly name: string; readonly known: readonly string[] }
  SERVER_NOT_READY: { readonly name: string; readonly status: string }
  SERVER_GONE: { readonly name: string }
  /** The server's own JSON-RPC error. */
  SERVER_ANSWERED: { readonly code: number; readonly data: unknown }
  TOOL_UNKNOWN: { readonly name: string }
  REPORT_UNKNOWN: { readonly id: string }
  TIMEOUT: { readonly what: string; readonly limitMs: number }
  CANCELLED: { readonly what: string }
  STORE_UNAVAILABLE: { readonly file: string }
  STOP_INCOMPLETE: { readonly problems: readonly string[] }
  CLEANUP_LEAKED: { readonly pids: readonly number[] }
  /** A program that is no server, such as the Inspector. */
  HELPER_FAILED: { readonly what: string }
  NO_OWNER: { readonly folder: string }
  IPC_REJECTED: { readonly channel: string }
  /** A bug on the other side of a contract: its log has the details. */
  INTERNAL: { readonly channel: string }
  PROTOCOL: { readonly detail: string }
}

/** A failure we expect. Anything that is not an AppError is a bug: log it whole, show it vaguely. */
export class AppError<C extends keyof ErrorDetails = keyof ErrorDetails> extends Error {
  readonly code: C
  readonly details: ErrorDetails[C]
  constructor(code: C, message: string, details: ErrorDetails[C], options?: ErrorOptions) {
    super(message, options)
    this.name = 'AppError'
    this.code = code
    this.details = details
  }
}

/** True when `error` is an expected failure with this code. */
export function isAppError<C extends keyof ErrorDetails>(error: unknown, code: C): error is AppError<C> {
  return error instanceof AppError && error.code === code
}
