/** What ends a run early: a sample that failed, with what it said. */
export class BenchError extends Error {
  override readonly name = 'BenchError'
}
