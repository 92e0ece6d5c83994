/** Ends a run early: a sample failed; the message has its output. */
export class BenchError extends Error {
  override readonly name = 'BenchError'
}
