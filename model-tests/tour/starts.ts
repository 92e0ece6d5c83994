/** Where sequences begin when a tour is replayed: at 0, just before words wrap, and where they are far beyond. */
export const STARTS: readonly number[] = [0, 2 ** 31 - 16, 2 ** 32 - 16, 2 ** 40, 2 ** 53 - 2 ** 16]

/** Where they begin on real threads: just before the word as a whole wraps. */
export const START_ON_THREADS = 2 ** 32 - 16
