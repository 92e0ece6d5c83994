// Ring after ring on real threads, some with a thread killed.
import { Option } from 'commander'
import { thousands } from '../../spec/tlc/show.ts'
import { boundsOf, megabytes, type Soak, soak as soakRings } from '../core/runs/soak/index.ts'
import { claim, columns, found } from '../report/claim.ts'
import type { Check } from './check.ts'
import { integer, many } from './options.ts'

interface Flags {
  readonly seconds: number
  readonly minutes: number
  readonly ring: number
}

/** What begins in that time is ended as it should be. */
const SECONDS = { quick: 5, whole: 60 }
const MOST_MINUTES = 7 * 24 * 60

export const soak: Check<Flags> = {
  name: 'soak',
  says: 'Ring after ring on real threads, some with a thread killed: no event lost, no leak, flat memory.',
  tier: 'quick',
  when: 'alone',
  options: [
    new Option('--minutes <n>', `how long to run, at most ${MOST_MINUTES}`)
      .argParser(integer(1))
      .conflicts('seconds'),
    many('--seconds <n>', `how long to run; ${SECONDS.whole} by default`, 1),
    many('--ring <n>', 'only the ring of this index, once'),
  ],
  async run({ seed, isWhole, screen, signal }, flags) {
    const { minutes, ring, seconds = minutes ? 60 * minutes : SECONDS[isWhole ? 'whole' : 'quick'] } = flags
    const onRing = (each: Readonly<Soak>): void => {
      if (each.rings % 10 === 0) screen.write(`${lineOf(each)}\n`)
    }
    const only = ring === undefined ? {} : { ring }
    return [claimOf(await soakRings({ seed: seed % 2 ** 31, seconds, signal, onRing, ...only }))]
  },
}

function lineOf({ rings, events, kills, seconds, memory }: Readonly<Soak>): string {
  const went = [rings, events, kills].map(thousands)
  const held = `${megabytes(memory.held)} MB held`
  return `soak: ${went[0]} rings, ${went[1]} events, ${went[2]} kills, ${held}, ${seconds.toFixed(1)} s`
}

function claimOf(soaked: Soak) {
  const { seed, rings, events, kills, failed, discarded, thrown, expired, failure } = soaked
  const names = ['rings', 'events', 'kills', 'failed', 'discarded', 'threw', 'timed out']
  return claim({
    check: 'soak',
    says: 'Of rings on real threads, closed or with a thread killed, nothing is lost and nothing is left.',
    ...{ command: `npm run check -- soak --seed ${seed}`, unit: 'rings soaked' },
    ...{ done: rings - Number(failure !== null), of: rings },
    failures: failure ? [{ says: `a soak from seed ${seed}: ${failure[0]}`, lines: failure }] : [],
    tables: [
      {
        title: 'Soak',
        says: growthOf(soaked),
        columns: columns('seed', ...names.map((name) => `#${name}`), 'found'),
        rows: [[`${seed}`, rings, events, kills, failed, discarded, thrown, expired, found(failure)]],
      },
    ],
  })
}

function growthOf({ rings, growth }: Soak): string {
  if (!growth) return 'Too few rings to compare memory.'
  const [bounds, of] = [boundsOf(rings), (bytes: number): string => `${megabytes(bytes)} MB`]
  return `Memory has grown by ${of(growth.held)} held and ${of(growth.rss)} rss; allowed: ${of(bounds.held)} and ${of(bounds.rss)}.`
}
