/** How much history a server keeps: the newest of each kind, and none older than this. */
export const retention = { newest: 500, ageMs: 30 * 24 * 3_600_000 } as const
