import { protocolOf, type InvalidServer, type ServerConfig } from '#shared/config'
import type { FailureView, ServerView } from '#shared/ipc/contract'
import { statusOf, type Runtime, type Suspension } from '#shared/status'
import type { ServerActor } from './server-actor.ts'

/** One server as window, CLI and API show it. */
export function serverViewOf(actor: ServerActor, redact: (text: string) => string): ServerView {
  const { server, facts, offer, session, runtime } = actor
  const { state, lastAttemptAt, lastFailure, transport, latencyMs } = actor.details
  const { suspension } = facts
  return {
    name: server.name,
    status: statusOf(facts),
    desired: facts.desired,
    transport: transport?.kind ?? protocolOf(server),
    target: redact(targetOf(server)),
    phase: state.phase,
    toolCount: offer.tools.length,
    promptCount: offer.prompts.length,
    resourceCount: offer.resources.length,
    readySinceAt: runtime.kind === 'ready' ? runtime.sinceAt : null,
    retryCount: state.retryCount,
    lastAttemptAt,
    nextAttemptAt: runtime.kind === 'backoff' && runtime.needs !== 'network' ? runtime.nextAttemptAt : null,
    lastError: lastFailure,
    suspension: runtime.kind === 'ready' ? null : suspensionViewOf(suspension), // while ready it only waits to be trusted
    serverInfo: session === null ? null : { ...session.serverInfo },
    protocolVersion: session?.protocolVersion ?? null,
    pid: transport?.pid ?? null,
    latencyMs,
  }
}

function suspensionViewOf(suspension: Suspension | null): ServerView['suspension'] {
  if (suspension === null) return null
  const { reason, category, sinceAt, failures, reportId = null, nextProbeAt = null, incidentId = null } = suspension
  return { reason, category, sinceAt, failures, reportId, nextProbeAt, incidentId }
}

/** An entry of the config file that cannot be used: its reason takes the place of an error. */
export function invalidViewOf({ name, path, reason }: InvalidServer, runtime: Runtime, at: number): ServerView {
  return {
    name,
    status: statusOf({ valid: false, desired: 'enabled', suspension: null, runtime }),
    desired: 'enabled',
    transport: 'auto',
    target: '',
    phase: null,
    toolCount: 0,
    promptCount: 0,
    resourceCount: 0,
    readySinceAt: null,
    retryCount: 0,
    lastAttemptAt: null,
    nextAttemptAt: null,
    lastError: invalidFailure(path, reason, at),
    suspension: null,
    serverInfo: null,
    protocolVersion: null,
    pid: null,
    latencyMs: null,
  }
}

function invalidFailure(path: string, reason: string, at: number): FailureView {
  return {
    summary: `${path} ${reason}`,
    category: 'invalid_config',
    confidence: 1,
    phase: null,
    at,
    exit: null,
    stderrTail: [],
    recommendation: 'Correct this entry in the configuration file; it is read again when it is saved.',
  }
}

/** The command line, quoted where a person would, or the URL. References stay references. */
export function targetOf({ command, args, url }: ServerConfig): string {
  if (command === undefined) return url ?? ''
  return [command, ...args].map(word => (/^[^\s"']+$/.test(word) ? word : JSON.stringify(word))).join(' ')
}
