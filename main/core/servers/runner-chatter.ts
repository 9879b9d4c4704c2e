/** What npm, uv, pip and their kin print while they download, before the server itself says its first word. */
const chatter = [
  /^\s*$/,
  /^npm (warn|notice|info|http|verb|error|err!)/i,
  /^(need to install the following|ok to proceed|added \d+ packages?|changed \d+ packages?|found \d+ vulnerabilit)/i,
  /^\s*(downloading|downloaded|resolving|resolved|preparing|prepared|installing|installed|uninstalled|building|built|updating|updated|audited|fetching|fetched|linking|collecting|using (c?python|cached)|creating|bytecode compiled)\b/i,
  /^(warning|warn|info|notice):/i,
  /^[\s│├└─➤✨⚠🔍🚚📦+~-]+/u,
  /^(progress: resolved|packages: \+|download https?:|yarn (dlx|install))/i,
]

/** True when a line speaks for the package runner, not for the server. */
export function isRunnerChatter(line: string): boolean {
  return chatter.some(pattern => pattern.test(line))
}
