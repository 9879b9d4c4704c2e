/**
 * The desktop entry that starts the application at login (freedesktop.org's Autostart specification).
 *
 * @param command - program and arguments, as the system would run them
 */
export function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=MCPProxy',
    'Comment=One endpoint for all your MCP servers',
    `Exec=${command.map(quote).join(' ')}`,
    'Icon=mcpproxy-desktop',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/** Quoting of the Desktop Entry specification's Exec key; a backslash is doubled once more, being in a string value. */
function quote(argument: string): string {
  const percent = argument.replaceAll('%', '%%')
  if (/^[\w@/.,:=+%-]+$/.test(percent)) return percent
  return `"${percent.replaceAll(/["`$\\]/g, '\\$&').replaceAll('\\', '\\\\')}"`
}
