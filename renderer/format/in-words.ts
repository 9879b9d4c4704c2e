/** A machine's identifier such as `npm_package_not_found`, as words. */
export const inWords = (id: string): string => id.replaceAll('_', ' ')
