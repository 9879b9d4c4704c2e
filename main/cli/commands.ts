import type { Command } from './command.ts'
import { attempts } from './commands/attempts.ts'
import { call } from './commands/call.ts'
import { diagnose } from './commands/diagnose.ts'
import { doctor } from './commands/doctor.ts'
import { disable, enable, restart } from './commands/change-server.ts'
import { cleanup } from './commands/cleanup.ts'
import { config } from './commands/config.ts'
import { explain } from './commands/explain.ts'
import { inspect } from './commands/inspect.ts'
import { logs } from './commands/logs.ts'
import { pause, resume } from './commands/pause.ts'
import { reports } from './commands/reports.ts'
import { serve } from './commands/serve.ts'
import { status } from './commands/status.ts'
import { stop } from './commands/stop.ts'
import { supportBundle } from './commands/support-bundle.ts'
import { tools } from './commands/tools.ts'

/** Every command but `help`, in the order in which help lists them. */
export const commands: readonly Command[] = [
  serve,
  status,
  enable,
  disable,
  restart,
  pause,
  resume,
  logs,
  inspect,
  tools,
  call,
  attempts,
  cleanup,
  diagnose,
  doctor,
  reports,
  supportBundle,
  explain,
  config,
  stop,
]
