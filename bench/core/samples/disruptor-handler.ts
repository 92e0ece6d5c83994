// Worker: the handler of a disruptor.
import { handler } from 'ringproof'
import type { Answers } from './disruptor.ts'
import { addTo } from './payload.ts'
import { readWide, Wide } from './wide.ts'

let answers: Answers
let phase = 0
let left = 0
let checksum = 0

function endPhase(): void {
  const { words, at, phases } = answers
  at[0] = process.hrtime.bigint()
  words[1] = checksum
  checksum = 0
  left = phases[++phase] ?? 0
  Atomics.add(words, 0, 1)
  Atomics.notify(words, 0)
}

handler(Wide, {
  onStart(data) {
    answers = data as Answers
    left = answers.phases[0] ?? 0
  },
  onEvent(event) {
    checksum = addTo(checksum, readWide(event))
    if (--left === 0) endPhase()
  },
})
