import { join, resolve } from 'node:path'
import { linkScheme } from './deep-link.ts'

/** How the desktop application was started. */
export interface CommandLine {
  /** Absolute. */
  readonly dataFolder: string
  /** Start with the tray alone. */
  readonly hidden: boolean
  /** A link that the system handed over, not yet checked. */
  readonly link: string | null
}

/**
 * Reads the arguments; those it does not know are Chromium's and are left alone.
 *
 * @param context.cwd - what a relative `--data-dir` starts from
 */
export function parseCommandLine(
  argv: readonly string[],
  context: { readonly env: NodeJS.ProcessEnv; readonly home: string; readonly cwd: string },
): CommandLine {
  const given = valueOf(argv, '--data-dir') ?? context.env.MCPPROXY_HOME
  return {
    dataFolder: given ? resolve(context.cwd, given) : join(context.home, '.mcpproxy'),
    hidden: argv.includes('--hidden'),
    link: argv.find(argument => argument.startsWith(`${linkScheme}:`)) ?? null,
  }
}

/** `--name value` and `--name=value`; the last one counts, and an empty one is none. */
function valueOf(argv: readonly string[], name: string): string | undefined {
  const values = argv.flatMap((argument, index) => {
    if (argument.startsWith(`${name}=`)) return [argument.slice(name.length + 1)]
    return argument === name ? [argv[index + 1] ?? ''] : []
  })
  return values.at(-1) || undefined
}
