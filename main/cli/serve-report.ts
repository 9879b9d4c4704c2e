import type { ServerView, Snapshot } from '#shared/ipc/contract'
import type { Status } from '#shared/status'
import { formatEndpoint } from './commands/status.ts'
import { countOf, describeServer, statusMarks } from './describe-server.ts'
import type { CliIo } from './io.ts'
import { colouring, oneLine } from './print.ts'

/** What `serve` says while it runs. */
export interface ServeReport {
  update(snapshot: Snapshot): void
  stopped(): void
  /** False when something was left behind. */
  isClean(): boolean
}

/** Statuses that are no outcome yet. */
const underWay: readonly Status[] = ['idle', 'connecting', 'stopping']

/** Says each thing once: the endpoint, each server's first outcome, the summary, each alert, the progress of the stop. */
export function createServeReport(io: CliIo, json: boolean): ServeReport {
  const said = new Set<string>()
  const colour = colouring(io)
  let stoppingTotal = 0
  let clean = true
  const once = (key: string, facts: object, line: string) => {
    if (said.has(key)) return
    said.add(key)
    io.stdout.write(json ? `${JSON.stringify(facts)}\n` : `${line}\n`)
  }

  const sayServer = (server: ServerView) => {
    if (server.status === 'disabled' || underWay.includes(server.status)) return
    const [sign, word, tint] = statusMarks[server.status]
    const details = describeServer(server, io.now())
    const line = `${colour(tint, `${sign} ${word}`)}  ${oneLine(server.name)}${details === '' ? '' : `: ${details}`}`
    once(`server ${server.name}`, { event: 'server', server }, line)
  }

  const saySummary = ({ app, servers }: Snapshot) => {
    const { total, done, connected, failed } = app.startup
    if (app.paused) once('paused', { event: 'paused' }, 'Paused: "mcpproxy resume" starts the servers.')
    else if (servers.length === 0) {
      const how = `add one to ${app.configPath} (it is read at once); "mcpproxy config example" shows how`
      once('none', { event: 'summary', total: 0, connected: 0, failed: 0 }, `No servers are configured yet: ${how}.`)
    } else if (done >= total && app.phase !== 'starting') {
      const disabled = servers.filter(({ status }) => status === 'disabled').length
      const off = disabled === 0 ? '' : `, ${disabled} disabled`
      const line = `${connected} of ${total} connected, ${failed} failed${off}`
      once('summary', { event: 'summary', total, connected, failed, disabled }, line)
    }
  }

  const sayStopping = (left: number) => {
    stoppingTotal = Math.max(stoppingTotal, left)
    const line = `stopping ${left} of ${stoppingTotal} …`
    if (left > 0) once(`stopping ${left}`, { event: 'stopping', left, total: stoppingTotal }, line)
  }

  return {
    update(snapshot) {
      const { app, servers } = snapshot
      for (const alert of app.alerts) {
        if (alert.kind === 'leak') clean = false
        once(`alert ${alert.id}`, { event: 'alert', alert }, `! ${oneLine(alert.message)}`)
      }
      if (app.endpoint.state === 'taken') return
      if (app.phase === 'stopping') return sayStopping(app.stopping.length)
      if (app.endpoint.state !== 'listening') return
      once('endpoint', { event: 'listening', url: app.endpoint.url }, formatEndpoint(app.endpoint))
      for (const server of servers) sayServer(server)
      saySummary(snapshot)
    },
    stopped() {
      const line = `Stopped${stoppingTotal === 0 ? '' : `: ${countOf(stoppingTotal, 'server')}`}.`
      once('stopped', { event: 'stopped', clean }, line)
    },
    isClean: () => clean,
  }
}
