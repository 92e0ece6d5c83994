// The arithmetic of sequences and words, near every place where one of them wraps around.
import type { Core } from '../load.ts'

const NEAR: readonly number[] = [0, 2 ** 30, 2 ** 31, 2 ** 32, 2 ** 40, 2 ** 53 - 2 ** 31, 2 ** 53 - 3]

/** The first wrong result, or null. */
export function wrongSequence(core: Core): string | null {
  for (const near of NEAR) {
    const wrong = wrongUnwrap(core, near)
    if (wrong) return wrong
  }
  return null
}

/** Everything that can be computed from half a word, marked or not. */
function wrongUnwrap(core: Core, near: number): string | null {
  return wrongAfter(core, near) ?? wrongLap(core, near) ?? wrongNear(core, near)
}

function wrongAfter({ after, wrap }: Core, near: number): string | null {
  for (const ahead of [0, 1, 2 ** 30 - 1, 2 ** 30, 2 ** 31 - 1]) {
    if (near + ahead > Number.MAX_SAFE_INTEGER) continue
    const found = after(wrap(near + ahead) | 1, wrap(near))
    if (found !== ahead) return `after ${near}: ${found} instead of ${ahead}`
  }
  return null
}

function wrongLap({ sequenceAt, wrap, lapOf, slotOf }: Core, near: number): string | null {
  for (const size of [1, 2, 2 ** 20]) {
    const lap = wrap(lapOf(near, size))
    for (const word of [lap, lap | 1]) {
      const found = sequenceAt(word, slotOf(near, size), size)
      if (found !== wrap(near)) return `the sequence at the lap of ${near}, size ${size}: ${found}`
    }
  }
  return null
}

function wrongNear({ unwrap, wrap }: Core, near: number): string | null {
  for (const distance of [-(2 ** 30 - 1), -3, -1, 0, 1, 2, 2 ** 30 - 1]) {
    if (near + distance < 0 || near + distance > Number.MAX_SAFE_INTEGER) continue
    for (const mark of [0, 1]) {
      const found = unwrap(near, wrap(near + distance) | mark)
      if (found !== near + distance) return `unwrap near ${near}: ${found} instead of ${near + distance}`
    }
  }
  return null
}
