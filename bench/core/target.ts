// What was aimed at, and whether it was reached.

/** A line below a table: a target, whether it is met, and what was measured. */
export function showTarget(target: string, isMet: boolean, measured: string): string {
  return `target: ${target}: ${isMet ? 'met' : 'missed'}, ${measured}`
}
