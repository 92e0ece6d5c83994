// Targets, and whether they were met.

/** A line below a table: a target, whether it was met, and what was measured. */
export function showTarget(target: string, isMet: boolean, measured: string): string {
  return `target: ${target}: ${isMet ? 'met' : 'missed'}, ${measured}`
}
