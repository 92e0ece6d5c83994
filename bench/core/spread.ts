// Figures of several rounds.

/** The median of some figures, and their range. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** The spread of at least one figure. */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = [...figures].sort((a, b) => a - b)
  const at = (index: number): number => sorted[index] ?? Number.NaN
  const middle = (sorted.length - 1) / 2
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  }
}

/**
 * The spread of the ratios within each round.
 *
 * A machine that is slow for a while slows both figures of a round: their ratio holds where they do not.
 */
export function ratiosOf(figures: readonly number[], base: readonly number[]): Spread {
  return spreadOf(figures.map((figure, round) => figure / (base[round] ?? Number.NaN)))
}

export function showSpread({ median, min, max }: Spread, digits = digitsOf(median)): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)} … ${max.toFixed(digits)})`
}

export function showMillions({ median, min, max }: Spread): string {
  return showSpread({ median: median / 1e6, min: min / 1e6, max: max / 1e6 })
}

/** Shows three digits: the rest is noise. */
function digitsOf(figure: number): number {
  if (figure >= 100) return 0
  return figure >= 10 ? 1 : 2
}
