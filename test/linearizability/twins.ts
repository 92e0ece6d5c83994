/** A linearizable history, and the one operation that makes its twin not linearizable. */
export interface Twins<Recorded> {
  readonly good: string
  readonly bad: string
  readonly size: number
  readonly history: readonly Recorded[]
  readonly place: number
  readonly instead: Recorded
}

/** The history with the operation at `place` replaced. */
export function twinOf<Recorded>(history: readonly Recorded[], place: number, instead: Recorded): Recorded[] {
  return history.map((operation, index) => (index === place ? instead : operation))
}
