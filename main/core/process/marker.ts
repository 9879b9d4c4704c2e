/** What every child of ours carries in its environment, so that it is known wherever it goes. */
export interface Marker {
  /** `<data folder id>:<run id>` */
  readonly run: string
  readonly server: string
  /** One attempt to start that server; unique. */
  readonly attempt: string
}

export const markerNames = { run: 'MCPPROXY_RUN', server: 'MCPPROXY_SERVER', attempt: 'MCPPROXY_ATTEMPT' } as const

/** The marker as environment variables. */
export function markerVariables(marker: Marker): Record<string, string> {
  return {
    [markerNames.run]: marker.run,
    [markerNames.server]: marker.server,
    [markerNames.attempt]: marker.attempt,
  }
}

/** Reads the marker from NUL-separated `NAME=value` text, as `/proc/<pid>/environ` holds it. Null unless complete. */
export function readMarker(environ: string): Marker | null {
  if (!environ.includes(`${markerNames.run}=`)) return null
  const found = new Map<string, string>()
  for (const entry of environ.split('\0')) {
    const equals = entry.indexOf('=')
    if (equals > 0) found.set(entry.slice(0, equals), entry.slice(equals + 1))
  }
  const run = found.get(markerNames.run)
  const server = found.get(markerNames.server)
  const attempt = found.get(markerNames.attempt)
  return run === undefined || server === undefined || attempt === undefined ? null : { run, server, attempt }
}

export const sameMarker = (a: Marker, b: Marker): boolean =>
  a.run === b.run && a.server === b.server && a.attempt === b.attempt
