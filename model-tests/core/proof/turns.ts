// The design of spec/core/models/MCMultiProducerTurns.tla over unwrapped sequences, for any size. The source does not
// have it yet.
import { type ActionDraft, type Draft, type Formulas, type Model, modelOf } from '../../harness/smt/model.ts'
import { multiProducerDraft } from './MultiProducer.ts'
import { calm, ownOf, waitAfter } from './waiting.ts'
import type { WordLemma } from './words.ts'

const base = multiProducerDraft
const own = ownOf('producer', 'p')

/** There is room: the claim is `next` to `last`, and all else is forgotten, under this condition. */
function resolved(condition: string): Formulas {
  const first = 'producer.number(p)'
  return onlyIf(condition, {
    'producer.hasClaimed(p)': 'false',
    'producer.next(p)': first,
    'producer.written(p)': `${first} - 1`,
    'producer.last(p)': `${first} + producer.n(p) - 1`,
  })
}

function onlyIf(condition: string, next: Formulas): Formulas {
  return Object.fromEntries(
    Object.entries(next).map(([target, value]) => [target, `if ${condition} then (${value}) else ${target}`]),
  )
}

/** The text of an action, with one part of an update replaced. */
function changed(action: string, target: string, from: string, to: string): Formulas {
  const text = base.actions[action]?.next[target] ?? ''
  if (!text.includes(from)) throw new RangeError(`${action} has no ${from} in ${target}`)
  return { [target]: text.replace(from, to) }
}

function actionOf(name: string, ...changes: readonly Formulas[]): ActionDraft {
  const action = base.actions[name]
  if (!action) throw new RangeError(`MultiProducer has no ${name}`)
  return { ...action, next: Object.assign({}, action.next, ...changes) as Formulas }
}

const UNCHECKED = 'producer.unchecked(p, c)'

/** The claim's number is that of its word near the turn; were it not near, it could be any other of that word. */
const LoadTurn: ActionDraft = {
  params: ['p: Producer', 'lacking: Choice'],
  guard: [
    'producer.pc(p) = LoadTurn',
    'lacking = (exists c: Consumer . gating(c) and lacks(number.by(p), producer.n(p), producer.seen(p, c)))',
  ],
  where: {
    'q: Pc': 'if lacking then LoadGate else if begins(number.by(p), producer.n(p)) then StoreTurn else Idle',
  },
  next: {
    'producer.number(p)': 'number.by(p)',
    'producer.pc(p)': 'q',
    [UNCHECKED]: 'gating(c) and lacks(number.by(p), producer.n(p), producer.seen(p, c))',
    'producer.n(p)': 'if q = Idle then 0 else producer.n(p)',
    'producer.waits(p)': 'producer.waits(p) and q # Idle',
    'producer.word(p)': 'if q = Idle then 0 else producer.word(p)',
    'producer.hasClaimed(p)': 'q # Idle',
    ...onlyIf('q = Idle', {
      'producer.next(p)': 'number.by(p)',
      'producer.written(p)': 'number.by(p) - 1',
      'producer.last(p)': 'number.by(p) + producer.n(p) - 1',
    }),
    ...waitAfter(own, 'one', 'true'),
  },
}

const gate = base.actions.LoadGate
const DONE = '(producer.hasClaimed(p) and q = Idle)'

const LoadGate: ActionDraft = {
  ...actionOf('LoadGate', resolved(DONE), {
    'producer.seen(p, c)': 'if producer.hasClaimed(p) then gate(c) else producer.seen(p, c)',
    'producer.word(p)': `if (producer.hasClaimed(p) and q # Idle) or looks.on(q) or q = Ended then producer.word(p) else 0`,
  }),
  where: {
    'q: Pc': (gate?.where?.['q: Pc'] ?? '').replace(
      'LoadLap',
      '(if begins(producer.number(p), producer.n(p)) then StoreTurn else Idle)',
    ),
  },
}

/** Only the claim that has the first sequence of a turn. */
const StoreTurn: ActionDraft = {
  params: ['p: Producer'],
  guard: ['producer.pc(p) = StoreTurn'],
  hints: [
    'start(start(producer.number(p) + producer.n(p) - 1)) = start(turn)',
    'gate(one) = producer.word(p)',
    'producer.hasClaimed(p)',
  ],
  next: {
    turn: 'start(producer.number(p) + producer.n(p) - 1)',
    ...resolved('true'),
    'producer.pc(p)': 'Idle',
    'producer.n(p)': '0',
    'producer.waits(p)': 'false',
    'producer.word(p)': '0',
    [UNCHECKED]: 'false',
    ...calm(own),
  },
}

const AGAIN: Formulas = {
  [UNCHECKED]:
    'producer.hasClaimed(p) and gating(c) and lacks(producer.number(p), producer.n(p), producer.seen(p, c))',
}

/** As MultiProducer's, without LoadLap. */
function actions(): Draft['actions'] {
  const { LoadLap: _, ...others } = base.actions
  return {
    ...others,
    Claim: actionOf('Claim', changed('Claim', 'producer.pc(p)', 'LoadGate', 'LoadTurn'), {
      [UNCHECKED]: 'false',
    }),
    Exchange: actionOf(
      'Exchange',
      changed('Exchange', 'producer.pc(p)', '(LoadGate)', '(if same then LoadTurn else LoadGate)'),
      changed('Exchange', UNCHECKED, '(gating(c))', '(gating(c) and not same)'),
    ),
    LoadTurn,
    LoadGate,
    StoreTurn,
    'producer.LoadEpoch': actionOf('producer.LoadEpoch', {
      [UNCHECKED]: `not parking and ${AGAIN[UNCHECKED]}`,
    }),
    'producer.Mark': actionOf('producer.Mark', AGAIN),
    'producer.Sleep': actionOf('producer.Sleep', AGAIN),
  }
}

/** Where the base says LoadLap, in its formulas. */
function instead(formulas: Formulas, of: string): Formulas {
  const [pattern, by] = ['producer.pc(p) = LoadLap', of]
  return Object.fromEntries(
    Object.entries(formulas).map(([name, text]) => [name, text.replaceAll(pattern, by)]),
  )
}

const STORES = 'producer.pc(p) = StoreTurn'
const EITHER = '(producer.pc(p) = LoadTurn or producer.pc(p) = StoreTurn)'

const { SequenceIsExact: _, ...lemmas } = base.lemmas
const { ProducersInOrder = '', ...invariant } = base.invariant
const NEAR = 'turn - Size < producer.word(p) and producer.word(p) < turn - Size + Turn + Turn'

/** The model as written; a test breaks it. */
export const turnsDraft: Draft = {
  ...base,
  name: 'MultiProducerTurns',
  sorts: {
    ...base.sorts,
    named: { ...base.sorts.named, Pc: [...(base.sorts.named.Pc ?? []), 'LoadTurn', 'StoreTurn'] },
  },
  fixed: [
    ...base.fixed,
    'Turn: Count',
    'start(s: Sequence): Sequence',
    'mistaken(word: Sequence, turn: Sequence): Sequence',
  ],
  axioms: {
    ...base.axioms,
    // A turn is half the range of a word; options.ts bounds what producers hold.
    TurnsAreLong: 'most(Producers) + Size + Size <= Turn and start(0) = 0',
    TurnsHaveAStart: 'forall s: Sequence {start(s)} . start(s) <= s and s < start(s) + Turn',
    TurnsAreApart:
      'forall s: Sequence, t: Sequence {start(s), start(t)} . s <= t => start(s) = start(t) or (s < start(t) and start(s) + Turn <= start(t))',
  },
  state: [
    ...base.state,
    'turn: Sequence',
    'producer.number(p: Producer): Sequence',
    'producer.seen(p: Producer, c: Consumer): Sequence',
  ],
  definitions: {
    ...instead(base.definitions, STORES),
    ...instead(
      { 'by.word(p: Producer): Bool': base.definitions['by.word(p: Producer): Bool'] ?? '' },
      EITHER,
    ),
    'number.by(p: Producer): Sequence': `if ${NEAR} then producer.word(p) else mistaken(producer.word(p), turn)`,
    'lacks(first: Sequence, n: Count, seen: Sequence): Bool': 'first + n - 1 - seen > Size',
    'begins(first: Sequence, n: Count): Bool': 'start(first + n - 1) >= first',
  },
  init: {
    ...base.init,
    turn: '0',
    'producer.number(p)': '0',
    'producer.seen(p, c)': '-1',
  },
  actions: actions(),
  invariant: {
    ProducersInOrder: ProducersInOrder.replace('producer.pc(p) = LoadLap or', `${EITHER} or`).replace(
      'producer.pc(p) = LoadLap =>',
      `${EITHER} =>`,
    ),
    ...instead(invariant, STORES),
    NumberIsExact:
      'forall p: Producer {producer.number(p)} {producer.pc(p)} . producer.hasClaimed(p) and (producer.pc(p) = LoadGate or producer.pc(p) = StoreTurn or waits.now(p)) => producer.number(p) = producer.word(p)',
    TurnIsMine:
      'forall p: Producer {producer.pc(p)} . producer.pc(p) = StoreTurn => begins(producer.number(p), producer.n(p))',
    SeenIsPast: 'forall p: Producer, c: Consumer {producer.seen(p, c)} . producer.seen(p, c) <= gate(c)',
    TurnHasAStart: 'start(turn) = turn',
    TurnIsBegun: 'forall s: Sequence {pub(s), start(s)} . pub(s) and start(s) = s => s <= turn',
    TurnHadRoom: 'forall c: Consumer {gate(c)} . gating(c) => turn - gate(c) <= Size',
    TurnIsStored:
      'forall p: Producer, s: Sequence {producer.next(p), start(s)} {producer.last(p), start(s)} . not producer.hasClaimed(p) and producer.next(p) <= s <= producer.last(p) and start(s) = s => s <= turn',
  },
  lemmas: {
    ...Object.fromEntries(
      Object.entries(lemmas).map(([name, { says, by }]) => [
        name,
        { says: instead({ says }, STORES).says ?? '', by: instead(by, STORES) },
      ]),
    ),
    GatesAreNear: {
      says: 'forall p: Producer, c: Consumer {producer.word(p), gate(c)} . producer.hasClaimed(p) and gating(c) => 1 <= upTo(p) - gate(c) <= Size + most(Producers)',
      by: { all: base.properties.GatesAreNear ?? '' },
    },
    OpenIsNearTurn: {
      says: `forall p: Producer {producer.word(p)} . producer.hasClaimed(p) => ${NEAR}`,
      by: {
        all: `forall p: Producer . see(gate(one) = start(gate(one))) and see(pub(start(gate(one)))) and see(start(start(gate(one))) = turn) and producer.hasClaimed(p) => ${NEAR}`,
      },
    },
  },
  properties: base.properties,
}

/** The model of the design. */
export const multiProducerTurns: Model = modelOf(turnsDraft)

/** `OpenFrom` of the spec: the turn times 2^30, less a ring. */
const FROM = '(bvsub (bvshl known #x000000000000001e) size)'
const A_TURN =
  '(and (bvsle #x0000000000000000 known) (bvslt known #x0000000000800000) (bvule bits #x000000000000001c))'
const NUMBER = `(bvadd ${FROM} (after (wrap s) (wrap ${FROM})))`

/** That 31 bits of a sequence and the turn give all of it, for turns of 2^30: `NumberOf` of the spec. */
export const TURN_LEMMAS: Readonly<Record<string, WordLemma>> = {
  NumberIsExact: {
    says: 'A sequence less than 2^31 beyond where open claims begin is the one that its word and the turn give.',
    expected: 'unsat',
    assumed: [A_TURN, '(is_sequence s)', `(bvslt ${FROM} s)`, `(bvslt (bvsub s ${FROM}) #x0000000080000000)`],
    follows: `(= ${NUMBER} s)`,
  },
  OpenFits: {
    says: 'A claim that has yet to get room is that near, if (producers + 1) × size is below 2^30.',
    expected: 'unsat',
    assumed: [
      '(and (bvule bits #x000000000000001c) (bvsle #x0000000000000002 n) (bvsle n #x0000000000000020))',
      '(bvslt (bvmul (bvadd n #x0000000000000001) size) #x0000000040000000)',
    ],
    follows: '(bvsle (bvmul (bvadd n #x0000000000000002) size) #x0000000040000000)',
  },
  TooFarFromTurn: {
    says: 'One 2^31 beyond is taken for another.',
    expected: 'sat',
    assumed: [A_TURN, '(is_sequence s)', `(bvslt ${FROM} s)`, `(bvsle (bvsub s ${FROM}) #x0000000080000000)`],
    follows: `(= ${NUMBER} s)`,
  },
}
