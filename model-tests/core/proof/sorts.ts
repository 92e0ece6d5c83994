// The sorts of the models of both specs.
import type { Sorts } from '../../harness/smt/model.ts'

/** Sorts whose values have names: program counters, signals, and states of a role. */
const NAMED = {
  Pc: [
    'Idle',
    'LoadNext',
    'LoadGate',
    'Exchange',
    'LoadLap',
    'EndWrite',
    'Publish',
    'LoadCursor',
    'Probe',
    'LoadUpstream',
    'BeginRead',
    'EndRead',
    'EndFlush',
    'Advance',
    'LoadEpoch',
    'Mark',
    'Sleep',
    'LoadOwner',
    'LoadFinal',
    'Leave',
    'Bump',
    'Notify',
    'CloseCursor',
    'StoreFinal',
    'Tell',
    'TellAgain',
    'NotifyAll',
    'Ended',
    'Dead',
  ],
  Signal: ['published', 'consumed', 'nowhere'],
  Owner: ['taken', 'left', 'dead'],
} as const

/** Sorts that are numbers or truth values. */
const PLAIN = {
  Sequence: 'Int',
  Count: 'Int',
  Claims: 'Int',
  Limit: 'Int',
  Waits: 'Bool',
  Throws: 'Bool',
  Choice: 'Bool',
} as const

export const SORTS: Sorts = { named: NAMED, plain: PLAIN }
