/** What `spawn` needs on Windows: batch files start through cmd.exe only, and cmd.exe has its own grammar. */
export interface WindowsCommand {
  readonly file: string
  readonly args: readonly string[]
  /** True: `args` are passed as they stand. */
  readonly verbatim: boolean
}

/**
 * @param path - the file that was found for the command
 * @param shell - cmd.exe, from ComSpec
 */
export function windowsCommand(path: string, args: readonly string[], shell: string): WindowsCommand {
  if (!/\.(cmd|bat)$/i.test(path)) return { file: path, args, verbatim: false }
  // A batch file that passes %* on (as npm's shims do) has its arguments read by cmd.exe twice.
  const line = [escapeMeta(path), ...args.map(argument => escapeMeta(escapeMeta(quote(argument))))].join(' ')
  return { file: shell, args: ['/d', '/s', '/c', `"${line}"`], verbatim: true }
}

/** Quotes for the C runtime: backslashes count only before a quote. */
function quote(argument: string): string {
  return `"${argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`
}

/** Takes the meaning from what cmd.exe would act upon. A line break would end the command: it becomes a space. */
const escapeMeta = (text: string): string => text.replace(/[\r\n]+/g, ' ').replace(/[()\][%!^"`<>&|;, *?]/g, '^$&')
