import type { AttemptView, CleanupView, LogLine, ServerView, ToolView } from '#shared/ipc/contract'

/** Attempts that fit the server's state: its last failure several times, or one that worked. */
export function attemptsOf({ name, lastError, status, retryCount }: ServerView, now: number): AttemptView[] {
  if (status === 'disabled' && !lastError) return []
  const failed = lastError ? Math.min(8, Math.max(1, retryCount)) : 0
  const list = Array.from({ length: failed }, (_, index) =>
    failedAttempt(name, lastError, now - 19_000 - index * 95_000, index),
  )
  if (status === 'connecting') list.unshift(runningAttempt(name, now - 4_200))
  if (status === 'ready') list.unshift(readyAttempt(name, now - 11_520_000))
  return list
}

const timed = (
  startedAt: number,
  parts: readonly (readonly [AttemptView['phases'][number]['name'], number | null])[],
) => {
  let at = startedAt
  return parts.map(([name, durationMs]) => {
    const phase = { name, startedAt: at, durationMs }
    at += durationMs ?? 0
    return phase
  })
}

function readyAttempt(server: string, startedAt: number): AttemptView {
  const phases = timed(startedAt, [
    ['queued', 40],
    ['preflight', 6],
    ['spawn', 120],
    ['install', 1_430],
    ['initialize', 380],
    ['discover', 90],
  ])
  return {
    id: `${server}-ready`,
    server,
    startedAt,
    endedAt: startedAt + 2_066,
    outcome: 'ready',
    phases,
    failure: null,
  }
}

function runningAttempt(server: string, startedAt: number): AttemptView {
  const phases = timed(startedAt, [
    ['queued', 220],
    ['preflight', 8],
    ['spawn', 140],
    ['install', null],
  ])
  return { id: `${server}-running`, server, startedAt, endedAt: null, outcome: 'running', phases, failure: null }
}

function failedAttempt(server: string, failure: AttemptView['failure'], startedAt: number, index: number): AttemptView {
  const last = failure?.phase ?? 'spawn'
  const order = ['queued', 'preflight', 'spawn', 'install', 'initialize', 'discover'] as const
  const lengths = [30, 7, 160, 1_900, 640, 120]
  const reached = order.slice(0, order.indexOf(last) + 1)
  const parts = reached.map((name, at) => [name, (lengths[at] ?? 50) + index * 13] as const)
  const phases = timed(startedAt, parts)
  const durationMs = parts.reduce((sum, [, ms]) => sum + ms, 0)
  return {
    id: `${server}-${index}`,
    server,
    startedAt,
    endedAt: startedAt + durationMs,
    outcome: 'failed',
    phases,
    failure,
  }
}

export function cleanupsOf({ name, retryCount }: ServerView, now: number): CleanupView[] {
  const records: CleanupView[] = [
    { server: name, at: now - 95_000, outcome: 'graceful', pids: [4_121, 4_122], durationMs: 84 },
    { server: name, at: now - 6_000_000, outcome: 'forced', pids: [3_907], opened: [3_951], durationMs: 5_230 },
  ]
  return retryCount > 5
    ? [{ server: name, at: now - 40_000, outcome: 'leaked', pids: [8_812, 8_813], durationMs: 9_000 }, ...records]
    : records
}

const verbs = [
  'read_file',
  'write_file',
  'edit_file',
  'list_directory',
  'search_files',
  'move_file',
  'create_issue',
  'get_issue',
  'list_commits',
  'run_query',
  'take_screenshot',
  'send_message',
] as const

export function toolsOf({ name, toolCount }: ServerView): ToolView[] {
  return Array.from({ length: toolCount }, (_, index) => {
    const verb = verbs[index % verbs.length] ?? 'tool'
    const originalName = index < verbs.length ? verb : `${verb}_${Math.floor(index / verbs.length) + 1}`
    return {
      name: `${name}__${originalName}`,
      server: name,
      originalName,
      title: null,
      description: `${originalName.replaceAll('_', ' ')}: works only within the allowed folders, and says what it did.`,
      inputSchema: sampleSchema,
    }
  })
}

const sampleSchema = {
  type: 'object',
  required: ['path', 'edits'],
  properties: {
    path: { type: 'string', description: 'File to change, absolute or below an allowed folder.' },
    edits: {
      type: 'array',
      description: 'Changes in the order in which they apply.',
      items: {
        type: 'object',
        required: ['oldText', 'newText'],
        properties: {
          oldText: { type: 'string', description: 'Text to look for; must match exactly.' },
          newText: { type: 'string', description: 'Text to put in its place.' },
        },
      },
    },
    encoding: { type: 'string', enum: ['utf-8', 'latin1'], default: 'utf-8' },
    dryRun: { type: 'boolean', default: false, description: 'Show what would change, change nothing.' },
  },
  $schema: 'http://json-schema.org/draft-07/schema#',
}

const texts: readonly (readonly [LogLine['level'], LogLine['source'], string])[] = [
  ['info', 'proxy', 'Started, attempt 1'],
  ['info', 'stderr', 'Secure MCP server running on stdio, allowed folders: [ "/home/ada/Projects" ]'],
  ['debug', 'proxy', 'initialize answered in 380 ms, protocol 2025-11-25'],
  ['info', 'proxy', 'Ready with 14 tools'],
  ['debug', 'stderr', 'tools/call list_directory {"path":"/home/ada/Projects/site"} → 41 entries in 6 ms'],
  ['warn', 'stderr', 'watch: too many files below /home/ada/Projects/archive/node_modules, changes there are not seen'],
  ['trace', 'proxy', 'ping answered in 3 ms'],
  ['error', 'stderr', "Error: ENOENT: no such file or directory, open '/home/ada/Projects/site/READM.md'"],
]

export function logOf(count: number, now: number): LogLine[] {
  return Array.from({ length: count }, (_, index) => logLine(index, now - (count - index) * 1_730))
}

export function logLine(index: number, at: number): LogLine {
  const [level, source, text] = texts[index < 4 ? index : 4 + ((index * 7) % 4)] ?? ['info', 'stderr', '…']
  return { at, level, source, text }
}
