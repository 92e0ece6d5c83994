// A list of calls in shared memory, which outlives the worker that makes them: calling.ts reads it.
const CALLS = ['start', 'batch', 'event', 'end', 'idle', 'shutdown']
const NUMBERS = 3

let words

/** The `onStart` of a handler whose data is this memory. */
export function noteIn(buffer) {
  words = new Int32Array(buffer)
}

/** Returns how often the same call was noted before with the same first number. */
export function note(call, a = 0, b = 0) {
  const kind = CALLS.indexOf(call)
  let before = 0
  for (let n = 0; n < words[0]; n++)
    if (words[1 + NUMBERS * n] === kind && words[2 + NUMBERS * n] === a) before++
  words.set([kind, a, b], 1 + NUMBERS * words[0])
  Atomics.add(words, 0, 1)
  return before
}
