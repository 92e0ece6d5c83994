/** How the program has ended, and the sums of both handlers. */
export function outcomeOf(worker: URL): Promise<string>
