import { AppError } from '#shared/errors'

/** Says in one sentence why a data folder cannot be used, and what to do. */
export function dataFolderUnusable(folder: string, cause: unknown): AppError<'DATA_FOLDER_UNUSABLE'> {
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? ''
  const [why, remedy] = reasons[code] ?? [`cannot be used (${code || String(cause)})`, 'choose another with --data-dir']
  return new AppError('DATA_FOLDER_UNUSABLE', `The data folder ${folder} ${why}: ${remedy}.`, { folder }, { cause })
}

const notAFolder = [
  'is not a folder',
  'move the file that is in its place, or choose another folder with --data-dir',
] as const
const noRights = [
  'may not be written by you',
  'change its owner or rights, or choose another folder with --data-dir',
] as const
const reasons: { readonly [code: string]: readonly [why: string, remedy: string] } = {
  ENOTDIR: notAFolder,
  EEXIST: notAFolder,
  EACCES: noRights,
  EPERM: noRights,
  EROFS: ['is on a disk that is read-only', 'choose a folder on another disk with --data-dir'],
  ENOSPC: ['is on a disk that is full', 'free some space, or choose a folder on another disk with --data-dir'],
  EDQUOT: ['is over your disk quota', 'free some space, or choose a folder on another disk with --data-dir'],
  ENAMETOOLONG: ['has too long a name', 'choose a shorter one with --data-dir'],
  ENOENT: ['cannot be created there', 'choose another folder with --data-dir'],
}
