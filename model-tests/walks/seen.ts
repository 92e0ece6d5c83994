// Which states walks have been in, told apart as coarsely as a guide needs: by where threads stand, not by their numbers.
import type { Role } from './roles.ts'
import { claimedIn, type World } from './world.ts'

/** States by the hashes of what is told of them: a bit each, so that there is room for all of them, and never more. */
export class Seen {
  readonly #bits = new Uint32Array(2 ** 19)
  #count = 0

  /** How many are known. */
  get count(): number {
    return this.#count
  }

  /** Whether a state is new; from now on it is not. */
  add(hash: number): boolean {
    const at = hash >>> 13
    const bit = 1 << (hash & 31)
    const bits = this.#bits[at] ?? 0
    if ((bits & bit) !== 0) return false
    this.#bits[at] = bits | bit
    this.#count++
    return true
  }
}

/** Mixes a number into a hash. */
export function mixed(hash: number, number: number): number {
  const next = Math.imul(hash ^ number, 0x9e3779b1)
  return next ^ (next >>> 15)
}

const codes = new Map<string, number>()

function codeOf(pc: string): number {
  const known = codes.get(pc)
  if (known !== undefined) return known
  const code = [...pc].reduce((hash, letter) => mixed(hash, letter.charCodeAt(0)), 1)
  codes.set(pc, code)
  return code
}

/** How far one is ahead of another, as far as it matters: not at all, some, a ring, more. */
function distance(ahead: number, size: number): number {
  if (ahead <= 0) return 0
  if (ahead < size) return 1
  return ahead === size ? 2 : 3
}

/** Producers are alike, and so are workers: it does not matter which of them stands where. */
function standing({ roles, pool }: World): number {
  let [alike, hash] = [0, 1]
  for (const role of roles) {
    const code = mixed(codeOf(role.pc), kindOf(role, pool))
    if (isOneOfMany(role)) alike = (alike + mixed(code, 7)) | 0
    else hash = mixed(hash, code)
  }
  return mixed(hash, alike)
}

function isOneOfMany(role: Role): boolean {
  return role.kind === 'producer' || (role.kind === 'reader' && role.isWorker)
}

function kindOf(role: Role, pool: number): number {
  return role.kind === 'reader' && role.consumer !== pool ? role.thread : role.kind.length
}

/** What is told of a state: where threads stand, how far apart words are, which are marked, and how the ring ends. */
export function hashOf(world: World): number {
  const { words, size } = world
  const claimed = claimedIn(world)
  let hash = standing(world)
  for (const gate of words.gates) hash = mixed(hash, distance(claimed - gate, size))
  let marks = 0
  for (const index of words.markable) marks = Math.min(3, marks + Number(words.isMarked(index)))
  const [published, consumed] = words.ends
  return mixed(hash, marks + 4 * published + 16 * consumed + 64 * Number(words.isShut))
}
