import { posix, win32 } from 'node:path'

/**
 * Joins our PATH with the login shell's, which a program started from a desktop does not inherit.
 * The shell's order comes first, since it is what works in the user's terminal; nothing is listed twice.
 */
export function repairPath(
  ownPath: string,
  loginPath: string | null | undefined,
  platform: NodeJS.Platform = process.platform,
): string {
  const { delimiter } = platform === 'win32' ? win32 : posix
  const folders = [...(loginPath ?? '').split(delimiter), ...ownPath.split(delimiter)].filter(Boolean)
  return [...new Set(folders)].join(delimiter)
}
