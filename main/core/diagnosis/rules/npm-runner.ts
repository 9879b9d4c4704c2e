import type { CaseFacts } from '../case-facts.ts'

/** Programs that download a JavaScript package and run it. */
export const isRunner = (program: string) =>
  ['npx', 'npm', 'pnpm', 'pnpx', 'yarn', 'bunx', 'bun', 'cmd'].includes(program)

/** A program of the machine, as against one that a package brings. */
export const isTool = (name: string | undefined) =>
  name === undefined ||
  /^(?:node|npx|npm|git|sh|bash|env|python\d?|python3|uv|uvx|deno|bun|docker|cmd|pnpm|yarn|C:.*|exec)$/i.test(name)

/** `npm start`, `pnpm run mcp`: a script of a checkout, as against a package that is downloaded. */
export const isScript = ({ program, commandLine }: CaseFacts) =>
  /^(?:npm|pnpm|yarn|bun)$/.test(program) && /\s(?:run|run-script|start|test)(?:\s|$)/.test(commandLine)
