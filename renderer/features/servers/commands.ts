import type { ServerView } from '#shared/ipc/contract'

/** On for people: wanted, usable, and not held back by the failure policy. */
export const isOn = ({ desired, status }: ServerView): boolean =>
  desired === 'enabled' && status !== 'auto-disabled' && status !== 'invalid'
export const canEnable = (server: ServerView): boolean => server.status !== 'invalid' && !isOn(server)
export const canDisable = (server: ServerView): boolean => server.status !== 'invalid' && server.desired === 'enabled'
export const canRestart = (server: ServerView): boolean =>
  server.desired === 'enabled' && server.status !== 'invalid' && server.status !== 'stopping'
/** A restart of something that waits for its next attempt is a try now. */
export const restartIsTry = ({ status }: ServerView): boolean =>
  status === 'retrying' || status === 'needs-sign-in' || status === 'needs-input' || status === 'auto-disabled'
/** What the entry of the file allows: nothing can be written about what cannot be read. */
export const canReport = ({ status }: ServerView): boolean => status !== 'invalid'
