/**
 * The number for this run: `whole` in the slow tests, `quick` in what a newcomer waits for. A file of tests that calls
 * it ends in `.scaled.test.ts`, and is part of both.
 */
export function scaled<Value>(whole: Value, quick: Value): Value {
  return process.env['RINGPROOF_WHOLE'] === 'yes' ? whole : quick
}
