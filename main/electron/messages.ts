import type { Status } from '#shared/status'

const servers = (count: number) => (count === 1 ? '1 server' : `${count} servers`)

/** Every text that the desktop shows outside the window. */
export const messages = {
  status: {
    ready: 'ready',
    connecting: 'connecting',
    retrying: 'retrying',
    'needs-sign-in': 'needs sign-in',
    'needs-input': 'needs input',
    'auto-disabled': 'auto-disabled',
    disabled: 'disabled',
    stopping: 'stopping',
    idle: 'idle',
    invalid: 'invalid entry',
  } satisfies Record<Status, string>,

  tray: {
    starting: 'Starting',
    stoppingServers: (count: number) => (count === 0 ? 'Stopping' : `Stopping ${servers(count)}`),
    paused: 'Paused: all servers are stopped',
    noServers: 'No servers are enabled',
    portTaken: (address: string, owner: string | null) =>
      owner === null ? `${address} is taken by another program` : `${address} is taken by ${owner}`,
    endpointClosed: 'The endpoint is closed',
    ready: (ready: number, enabled: number) => `${ready} of ${servers(enabled)} ready`,
    attention: (count: number) => (count === 1 ? '1 needs attention' : `${count} need attention`),
    connecting: (count: number) => `${count} connecting`,
    alerts: (count: number) => (count === 1 ? '1 alert' : `${count} alerts`),
    more: (count: number) => `and ${count} more…`,
    open: 'Open MCPProxy',
    pause: 'Pause',
    resume: 'Resume',
    quit: 'Quit',
    show: 'Show details',
    tryNow: 'Try now',
    enable: 'Re-enable',
    diagnose: 'Diagnose',
    report: 'Show report',
    disable: 'Disable',
  },

  menu: { file: '&File', view: '&View' },

  internalAlert: 'Something went wrong inside MCPProxy; the log says what. The servers keep running.',
  actionFailed: (what: string, reason: string) => `${what} did not work: ${reason}`,
  linkUnknown: (name: string) => `A link asked for the server “${name}”, but no server has that name.`,
  windowGone: 'The window stopped unexpectedly and was opened again.',
  alreadyRunning: (folder: string) => `MCPProxy is already running for ${folder}; its window was brought to the front.`,
  startFailed: 'MCPProxy could not start',
} as const
