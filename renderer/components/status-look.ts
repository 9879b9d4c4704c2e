import type { Status } from '#shared/status'
import type { LucideIcon } from 'lucide-react'
import {
  CircleCheck,
  CircleDashed,
  CircleMinus,
  CircleStop,
  FileWarning,
  KeyRound,
  LoaderCircle,
  OctagonX,
  TextCursorInput,
  TriangleAlert,
} from 'lucide-react'
import type { Tone } from './Badge.tsx'

export interface StatusLook {
  readonly tone: Tone
  /** A shape of its own for each status, so that none is told by colour alone. */
  readonly icon: LucideIcon
  readonly spins?: boolean
}

export const statusLooks: Readonly<Record<Status, StatusLook>> = {
  ready: { tone: 'ok', icon: CircleCheck },
  connecting: { tone: 'busy', icon: LoaderCircle, spins: true },
  retrying: { tone: 'bad', icon: TriangleAlert },
  'needs-sign-in': { tone: 'warn', icon: KeyRound },
  'needs-input': { tone: 'warn', icon: TextCursorInput },
  'auto-disabled': { tone: 'bad', icon: OctagonX },
  disabled: { tone: 'quiet', icon: CircleMinus },
  stopping: { tone: 'busy', icon: CircleStop },
  idle: { tone: 'quiet', icon: CircleDashed },
  invalid: { tone: 'bad', icon: FileWarning },
}

export const toneText: Readonly<Record<Tone, string>> = {
  ok: 'text-ok',
  busy: 'text-busy',
  warn: 'text-warn',
  bad: 'text-bad',
  quiet: 'text-quiet',
}
