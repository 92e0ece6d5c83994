import { describe, expect, it } from 'vitest'
import { loadCore } from '../../model-tests/core/load.ts'
import { checkMisuse, MISUSES } from '../../model-tests/core/misuse/misuse.ts'
import * as roles from '../../src/core/Roles.ts'
import { THIS_THREAD } from '../../src/ring/thread.ts'
import { sourceWith } from './broken.ts'

interface Slip {
  readonly slip: string
  readonly file: string
  readonly replace: string
  readonly by: string
  readonly seen: string
}

const CONTEXT = 'const context = this.#contextFor(this.#gating(), options, PRODUCERS)'
// biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of the source
const ATTACH = 'const mine = this.#attach(words.owner, `Producer "${known}"`)'

const SLIPS: readonly Slip[] = [
  {
    slip: 'a claim that waits for itself',
    file: 'SingleProducer.ts',
    replace: 'last - this.#cursor > this.#size || ',
    by: '',
    seen: 'tryClaim(5) of an empty ring: is not refused',
  },
  {
    slip: 'a claim that is counted before it is refused',
    file: 'SingleProducer.ts',
    replace: 'n < 1) throw this.#refusal(n)',
    by: 'n < 1) { const refusal = this.#refusal(n); this.#claimed++; throw refusal }',
    seen: 'claim(0) of an empty ring: is refused, but then a legal call fails: ClaimError',
  },
  {
    slip: 'a publish whose word is stored before it is refused',
    file: 'SingleProducer.ts',
    replace: 'if (!this.#mayPublish(first, last)) throw',
    by: 'Atomics.store(this.words, CURSOR, wrap(last)); if (!this.#mayPublish(first, last)) throw',
    seen: 'publish beyond the claim: is refused, but has changed word 0 from 18 to 26',
  },
  {
    slip: 'a role that is taken before its options are read',
    file: 'ring/Ring.ts',
    replace: `${CONTEXT}\n    ${ATTACH}`,
    by: `${ATTACH}\n    ${CONTEXT}`,
    seen: `a producer with pause -1: is refused, but has changed word 1 from 0 to ${THIS_THREAD | roles.OWNER.taken}`,
  },
  {
    slip: 'a batch limit that is not checked',
    file: 'handlers.ts',
    replace: ' && limit >= 1',
    by: '',
    seen: 'poll with limit 0: is not refused',
  },
  {
    slip: 'a consumer that is lost to a nested call',
    file: 'Consumer.ts',
    replace: '      this.inCall = false\n    }\n    return this.#end',
    by: '    }\n    return this.#end',
    seen: 'is refused, but then a legal call fails: HandlerError',
  },
  {
    slip: 'a claim beside an open one',
    file: 'MultiProducer.ts',
    replace: 'if (open > 0) throw new ClaimError(n,',
    by: 'if (open < 0) throw new ClaimError(n,',
    seen: 'claim(1) of a ring of two producers, by the one that has claimed: is not refused',
  },
  {
    slip: 'a claim that is added before it is checked',
    file: 'MultiProducer.ts',
    replace: "this.#begin(n, 'claim')\n",
    by: "Atomics.add(this.words, CURSOR, 2 * n)\n    this.#begin(n, 'claim')\n",
    seen: 'claim(5) of an empty ring of two producers: is refused, but has changed word 0 from 20 to 30',
  },
  {
    slip: 'a lap that is stored before its publish is refused',
    file: 'MultiProducer.ts',
    replace: 'if (!this.#mayPublish(first, last)) throw',
    by: 'Atomics.add(this.words, this.#laps, 1); if (!this.#mayPublish(first, last)) throw',
    seen: 'publish what another producer has claimed, by one of two producers: is refused, but has changed word',
  },
  {
    slip: 'a publish of what another producer has claimed',
    file: 'MultiProducer.ts',
    replace: ' && last <= this.#last',
    by: '',
    seen: 'publish what it and another have claimed, by one of two producers: is not refused',
  },
  {
    slip: 'one producer for all names',
    file: 'ring/ground.ts',
    replace: 'owner: ownerWordOf(CURSOR, p)',
    by: 'owner: ownerWordOf(CURSOR, 0)',
    seen: 'can\'t be set up: RoleError: Producer "b" is already taken',
  },
  {
    slip: 'two producers of the same name',
    file: 'ring/options.ts',
    replace: ' || new Set(producers as unknown[]).size < many',
    by: '',
    seen: 'createRing with two producers of the same name: is not refused',
  },
  {
    slip: 'a worker that is lost to a nested call',
    file: 'WorkPool.ts',
    replace: 'this.inCall = false\n    }\n    return this.#next - first',
    by: '}\n    return this.#next - first',
    seen: 'poll of a worker from the handler of its own poll: is refused, but then a legal call fails: HandlerError',
  },
  {
    slip: 'a worker that counts an event before its handler is done',
    file: 'WorkPool.ts',
    replace: 'assertFinished(handler(next, next === last))\n        this.#finish(next)',
    by: 'this.#finish(next)\n        assertFinished(handler(next, next === last))',
    seen: 'poll of a worker with an async handler: is refused, but has changed word',
  },
  {
    slip: 'a pool that is handed out as a consumer',
    file: 'ring/Ring.ts',
    replace: '(isPool ?? isOne(each)) === isOne(each)',
    by: 'isPool || each !== undefined',
    seen: 'the consumer named as a pool: is not refused',
  },
  {
    slip: 'a wrong code',
    file: 'errors.ts',
    replace: "if (first < next) return 'ERR_RINGPROOF_ALREADY_PUBLISHED'",
    by: '',
    seen: 'the code must be ERR_RINGPROOF_ALREADY_PUBLISHED instead of ERR_RINGPROOF_ARGUMENT',
  },
  {
    slip: 'an error that hides what was given',
    file: 'errors.ts',
    replace: 'special?.given ?? printed(value)',
    by: "special?.given ?? 'something'",
    seen: "createRing of size 3: the message must say 'must be a power of two from 1 to 2^28. Received 3'",
  },
  {
    slip: 'a thenable that is taken for a value',
    file: 'handlers.ts',
    replace: "if (typeof outcome.then === 'function') return true",
    by: '',
    seen: 'poll with a handler that returns a thenable: is not refused',
  },
  {
    slip: 'a promise that is recognized by its class',
    file: 'handlers.ts',
    replace: "if (typeof outcome.then === 'function') return true",
    by: 'return outcome instanceof Promise',
    seen: 'poll of a worker with an async handler of another realm: is not refused',
  },
  {
    slip: 'a generator that has not run',
    file: 'handlers.ts',
    replace: "'Promise', 'Generator', 'AsyncGenerator'",
    by: "'Promise', 'AsyncGenerator'",
    seen: 'poll with a generator as a handler: is not refused',
  },
  {
    slip: 'memory that is not checked',
    file: 'ring/attach.ts',
    replace: 'if (isRings) checkIdentity(',
    by: 'if (!isRings) checkIdentity(',
    seen: 'attachRing with twice the size: ',
  },
  {
    slip: 'a start of which only half is checked',
    file: 'ring/identity.ts',
    replace: 'word: Math.floor(start / 2 ** 32)',
    by: 'word: 0',
    seen: 'attachRing with a start whose lower half is the same: is not refused',
  },
  {
    slip: 'a topology that is not checked',
    file: 'ring/identity.ts',
    replace: "...named('consumers', follows.map(saidOf), follows),",
    by: '',
    seen: 'attachRing with another topology: is not refused',
  },
  {
    slip: 'an unknown option that is ignored',
    file: 'callOptions.ts',
    replace: 'if (wrong !== undefined) throw new ArgumentError(`name of an option',
    by: 'if (wrong === null) throw new ArgumentError(`name of an option',
    seen: 'claim with timeOut: is not refused',
  },
  {
    slip: 'a bare time-out that is ignored',
    file: 'callOptions.ts',
    replace: "checkKeys('a wait that blocks', options, ['timeout'])",
    by: '',
    seen: 'consume with a bare time-out: is not refused',
  },
  {
    slip: 'a circle that is reported along with the path to it',
    file: 'ring/topology.ts',
    replace: 'const circle = path.slice(path.indexOf(name as Name))',
    by: 'const circle = path',
    seen: 'createRing with circle 5, a → c → b → a: the message must say',
  },
]

describe('the table sees', () => {
  it.each(SLIPS)('$slip', async ({ file, replace, by, seen }) => {
    const slipped = await loadCore({ stepped: false, text: await sourceWith(file, replace, by) })
    const problems = MISUSES.flatMap((misuse) => checkMisuse(slipped, misuse) ?? [])
    expect(problems.join('\n')).toContain(seen)
  })
})
