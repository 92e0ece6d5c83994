// Plots as SVG: nothing is loaded, and every mark has its figures as a title.

/** A figure with its range, on one line of a plot. */
export interface Dot {
  readonly label: string
  readonly colour: string
  readonly median: number
  readonly low: number
  readonly high: number
  /** the figures in words */
  readonly title: string
}

/** A line through points, from left to right. */
export interface Curve {
  readonly label: string
  readonly colour: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

const WIDTH = 760
const LEFT = 210
const RIGHT = 24
const ROW = 26

/** A logarithmic axis from a decade to a decade, to pixels. */
class LogAxis {
  readonly #least: number
  readonly #most: number
  readonly #from: number
  readonly #to: number

  constructor(figures: readonly number[], from: number, to: number) {
    const positive = figures.filter((figure) => figure > 0)
    this.#least = Math.floor(Math.log10(Math.min(...positive)))
    this.#most = Math.max(Math.ceil(Math.log10(Math.max(...positive))), this.#least + 1)
    this.#from = from
    this.#to = to
  }

  at(figure: number): number {
    const share = (Math.log10(Math.max(figure, Number.MIN_VALUE)) - this.#least) / (this.#most - this.#least)
    return this.#from + (this.#to - this.#from) * Math.min(1, Math.max(0, share))
  }

  /** The decades. */
  get ticks(): readonly number[] {
    return Array.from({ length: this.#most - this.#least + 1 }, (_, i) => 10 ** (this.#least + i))
  }
}

/** Dots with their ranges, a line for each, on a logarithmic axis. */
export function dotPlot(dots: readonly Dot[], unit: string, show: (figure: number) => string): string {
  const axis = new LogAxis(
    dots.flatMap(({ low, high }) => [low, high]),
    LEFT,
    WIDTH - RIGHT,
  )
  const height = ROW * dots.length + 44
  const grid = axis.ticks.map((tick) => tickOf(axis.at(tick), 8, height - 36, show(tick)))
  const marks = dots.map((dot, row) => dotOf(dot, axis, 8 + ROW * (row + 0.5)))
  const legend = textOf(WIDTH - RIGHT, height - 2, unit, 'end', 'soft')
  return svgOf(height, unit, [...grid, ...marks, legend])
}

function tickOf(x: number, top: number, bottom: number, label: string): string {
  const line = lineOf([x, x], [top, bottom], 'class="grid"')
  return line + textOf(x, bottom + 16, label, 'middle', 'soft')
}

function dotOf({ label, colour, median, low, high, title }: Dot, axis: LogAxis, y: number): string {
  const ends = [axis.at(low), axis.at(high)] as const
  const range = lineOf(ends, [y, y], `stroke="${colour}" stroke-width="4" opacity=".4"`)
  const dot = `<circle cx="${px(axis.at(median))}" cy="${y}" r="5" fill="${colour}"/>`
  return `<g><title>${escaped(title)}</title>${textOf(LEFT - 12, y + 4, label, 'end')}${range}${dot}</g>`
}

const PLOT_HEIGHT = 340
const [TOP, BOTTOM, CURVE_LEFT, CURVE_RIGHT] = [12, PLOT_HEIGHT - 40, 70, 510]

/** The percentiles that are named on the axis; each further nine takes the same width. */
const NAMED = [0, 90, 99, 99.9, 99.99]

/** Percentile curves: as many pixels for each further nine, and nanoseconds on a logarithmic axis. */
export function curvePlot(curves: readonly Curve[], unit: string, show: (figure: number) => string): string {
  const axis = new LogAxis(
    curves.flatMap(({ points }) => points.map(([, y]) => y)),
    BOTTOM,
    TOP,
  )
  const across = NAMED.map((percentile) => tickOf(acrossOf(percentile), TOP, BOTTOM, `${percentile} %`))
  const up = axis.ticks.map((tick) => levelOf(axis.at(tick), show(tick)))
  const lines = curves.map((curve, row) => curveOf(curve, axis, TOP + 12 + 22 * row))
  return svgOf(PLOT_HEIGHT, unit, [...across, ...up, ...lines])
}

function levelOf(y: number, label: string): string {
  const line = lineOf([CURVE_LEFT, CURVE_RIGHT], [y, y], 'class="grid"')
  return line + textOf(CURVE_LEFT - 8, y + 4, label, 'end', 'soft')
}

function lineOf(
  [x1, x2]: readonly [number, number],
  [y1, y2]: readonly [number, number],
  style: string,
): string {
  return `<line x1="${px(x1)}" x2="${px(x2)}" y1="${px(y1)}" y2="${px(y2)}" ${style}/>`
}

function acrossOf(percentile: number): number {
  const nines = Math.min(4, -Math.log10(1 - percentile / 100))
  return CURVE_LEFT + ((CURVE_RIGHT - CURVE_LEFT) * nines) / 4
}

function curveOf({ label, colour, points }: Curve, axis: LogAxis, y: number): string {
  const path = points.map(([x, figure]) => `${px(acrossOf(x))},${px(axis.at(figure))}`).join(' ')
  const line = `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`
  const key = lineOf([CURVE_RIGHT + 16, CURVE_RIGHT + 34], [y, y], `stroke="${colour}" stroke-width="3"`)
  return `<g><title>${escaped(label)}</title>${line}${key}${textOf(CURVE_RIGHT + 40, y + 4, label)}</g>`
}

function svgOf(height: number, label: string, parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(label)}">${parts.join('')}</svg>`
}

function textOf(x: number, y: number, text: string, anchor = 'start', style = ''): string {
  return `<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}" class="${style}">${escaped(text)}</text>`
}

function px(figure: number): string {
  return figure.toFixed(1)
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
