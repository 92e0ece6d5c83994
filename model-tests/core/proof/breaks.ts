// Mutants of the models: one for each guard and each order, with a query that must fail then.
import { type Draft, type Model, modelOf } from '../../harness/smt/model.ts'
import { multiProducerDraft } from './MultiProducer.ts'
import { singleProducerDraft } from './SingleProducer.ts'
import { type Cast, NOBODY_ENDS } from './world.ts'

/** One change of a model, which must make a query fail. */
export interface Break {
  readonly name: string
  readonly model: 'SingleProducer' | 'MultiProducer'
  /** The action, or `definitions`. */
  readonly where: string
  readonly from: string
  readonly to: string
  /** A query that fails. */
  readonly loses: string
  /** The world in which a run shows it, if not the usual one. */
  readonly cast?: Partial<Cast>
}

/** Two slots, two producers, two consumers: small enough for a search, large enough for most mutants. */
export const USUAL: Omit<Cast, 'producers'> = {
  size: 2,
  upstream: [[], []],
  claims: [1, 2],
  limits: [2],
  waits: [true],
  throws: false,
  habits: ['claim'],
  modulus: 2 ** 20,
  ...NOBODY_ENDS,
}

const THROWS: Partial<Cast> = { throws: true, upstream: [[]] }
/** A consumer that follows two others. */
const DIAMOND: Partial<Cast> = { upstream: [[], [], [1, 2]], claims: [1], waits: [false] }
const CLOSING: Partial<Cast> = { habits: ['close'], upstream: [[]], claims: [1], limits: [1], size: 1 }
const CLOSERS: Partial<Cast> = { ...CLOSING, habits: ['claim'], others: ['closer'] }
/** Threads that park at once, on one slot. */
const PARKING: Partial<Cast> = { upstream: [[]], claims: [1], limits: [1], size: 1, spins: 0 }
const IN_PARTS: Partial<Cast> = { habits: ['claim', 'parts'] }

/** Mutants that both models share; `of` gives the text of a producer's variable. */
const parking = (of: (variable: string) => string): Omit<Break, 'model'>[] => [
  {
    name: 'sleeps though the epoch has moved',
    where: 'Sleep',
    from: 'consumer.wait.missed(c) = 0 and ',
    to: '',
    loses: 'Sleep keeps NoLostWakeUp',
    cast: PARKING,
  },
  {
    name: 'a producer that sleeps though the epoch has moved',
    where: 'producer.Sleep',
    from: `${of('wait.missed')} = 0 and `,
    to: '',
    loses: 'producer.Sleep keeps NoLostWakeUp',
    cast: PARKING,
  },
  {
    name: 'marks no gate',
    where: 'producer.Mark',
    from: `"marks.gate(${of('wait.blockedOn')})":"true"`,
    to: `"marks.gate(${of('wait.blockedOn')})":"false"`,
    loses: 'producer.Mark keeps MarksStand',
    cast: PARKING,
  },
  {
    name: 'moves a gate that is marked, and wakes nobody',
    where: 'Advance',
    from: 'if marks.gate(c) then Bump else Idle',
    to: 'Idle',
    loses: 'Advance keeps MarksStand',
    cast: PARKING,
  },
  {
    name: 'a producer that moves no epoch',
    where: 'producer.Bump',
    from: 'if leads(d) then (',
    to: 'if false then (',
    loses: 'producer.Bump keeps MarksStand',
    cast: PARKING,
  },
  {
    name: 'a producer that wakes nobody',
    where: 'producer.Notify',
    from: ' and not leads(d)',
    to: '',
    loses: 'producer.Notify keeps NoLostWakeUp',
    cast: PARKING,
  },
  {
    name: 'a consumer that moves no epoch',
    where: 'Bump',
    from: `counted(${of('wait.missed')})`,
    to: of('wait.missed'),
    loses: 'Bump keeps MarksStand',
    cast: PARKING,
  },
  {
    name: 'a consumer that wakes no producer',
    where: 'Notify',
    from: `"${of('wait.asleep')}":"false"`,
    to: `"${of('wait.asleep')}":"${of('wait.asleep')}"`,
    loses: 'Notify keeps NoLostWakeUp',
    cast: PARKING,
  },
]

const SINGLE: readonly Omit<Break, 'model'>[] = [
  {
    name: 'room for one too many',
    where: 'definitions',
    from: 'last - seen <= Size',
    to: 'last - seen <= Size + 1',
    loses: 'LoadGate keeps ClaimedHasRoom',
  },
  {
    name: 'no look at the gates',
    where: 'definitions',
    from: 'last - seen <= Size',
    to: 'true',
    loses: 'LoadGate keeps ClaimedHasRoom',
  },
  {
    name: 'a claim that does not look',
    where: 'BeginClaim',
    from: 'not lacks => d = producer.checking and (',
    to: 'not lacks => d = producer.checking or (',
    loses: 'BeginClaim keeps ClaimedHasRoom',
  },
  {
    name: 'ends its write in the slot before',
    where: 'EndWrite',
    from: '"slots(slot(producer.written + 1))"',
    to: '"slots(slot(producer.written))"',
    loses: 'EndWrite keeps WrittenIsKept',
  },
  {
    name: 'a claim that does not wait',
    where: 'LoadGate',
    from: 'if lacks then producer.claimed else',
    to: 'if false then producer.claimed else',
    loses: 'LoadGate keeps ClaimedHasRoom',
  },
  {
    name: 'another gate is remembered than was loaded',
    where: 'LoadGate',
    from: '"gate(producer.checking)"',
    to: '"cursor"',
    loses: 'LoadGate keeps CachedIsPast',
  },
  {
    name: 'writes before it claims',
    where: 'BeginWrite',
    from: 'producer.written # producer.claimed',
    to: 'true',
    loses: 'BeginWrite keeps ProducerInOrder',
  },
  {
    name: 'publishes before it has written',
    where: 'Publish',
    from: '"cursor":"producer.written"',
    to: '"cursor":"producer.claimed"',
    loses: 'Publish keeps ProducerInOrder',
    cast: IN_PARTS,
  },
  {
    name: 'a cursor that is read as one more',
    where: 'LoadCursor',
    from: 'cursor',
    to: 'cursor + 1',
    loses: 'LoadCursor keeps SeenIsPublished',
  },
  {
    name: 'follows the last gate that it looked at',
    where: 'definitions',
    from: 'if gate(u) < consumer.available(c) then gate(u) else consumer.available(c)',
    to: 'gate(u)',
    loses: 'LoadUpstream keeps FollowersAreBehind',
    cast: DIAMOND,
  },
  {
    name: 'moves its gate one too far',
    where: 'Advance',
    from: '"gate(c)":"consumer.next(c) - 1"',
    to: '"gate(c)":"consumer.next(c)"',
    loses: 'Advance keeps ConsumersInOrder',
  },
  {
    name: 'moves its gate as it begins to read',
    where: 'BeginRead',
    from: '"consumer.pc(c)":"EndRead"',
    to: '"consumer.pc(c)":"EndRead","gate(c)":"consumer.next(c)"',
    loses: 'BeginRead keeps ConsumersInOrder',
  },
  {
    name: 'moves its gate where its handler throws',
    where: 'EndRead',
    from: 'if stops then Idle',
    to: 'if stops then (if holds(c) then Advance else Idle)',
    loses: 'EndRead keeps ConsumersInOrder',
    cast: THROWS,
  },
  {
    name: 'moves its gate though the flush has thrown',
    where: 'EndFlush',
    from: '"if throws then Idle else Advance"',
    to: '"Advance"',
    loses: 'EndFlush keeps ConsumersInOrder',
    cast: { ...THROWS, flushes: true },
  },
  {
    name: 'reads on past the end of its batch',
    where: 'definitions',
    from: 'consumer.next(c) = consumer.last(c)',
    to: 'consumer.next(c) = consumer.last(c) + 1',
    loses: 'EndRead keeps ConsumersInOrder',
  },
  {
    name: 'claims in a ring that it has closed',
    where: 'BeginClaim',
    from: 'not producer.closed',
    to: 'true',
    loses: 'BeginClaim keeps ClosedIsFinal',
    cast: CLOSING,
  },
  {
    name: 'a ring that ends one too early',
    where: 'StoreFinal',
    from: 'producer.claimed + 1',
    to: 'producer.claimed',
    loses: 'StoreFinal keeps ClosedIsFinal',
    cast: CLOSING,
  },
  {
    name: 'a consumer that ends one too early',
    where: 'LoadFinal',
    from: 'final <= consumer.next(c)',
    to: 'final <= consumer.next(c) + 1',
    loses: 'LoadFinal keeps EndedHasHandledAll',
    cast: CLOSING,
  },
  {
    name: 'ends though nothing has failed',
    where: 'LoadCursor',
    from: 'consumer.wait.failed(c)',
    to: 'consumer.wait.closed(c)',
    loses: 'LoadCursor keeps EndedHasHandledAll',
    cast: CLOSING,
  },
  {
    name: 'says that the ring has failed before anybody has died',
    where: 'supervisor.Tell',
    from: 'may.fail',
    to: 'true',
    loses: 'supervisor.Tell keeps FailedMeansCrash',
    cast: { ...CLOSING, others: ['supervisor'] },
  },
  ...parking((variable) => `producer.${variable}`),
  {
    name: 'marks nothing',
    where: 'Mark',
    from: 'leads(c) or marks.cursor',
    to: 'marks.cursor',
    loses: 'Mark keeps MarksStand',
    cast: PARKING,
  },
  {
    name: 'publishes, and wakes nobody',
    where: 'Publish',
    from: 'if marks.cursor then Bump else Idle',
    to: 'Idle',
    loses: 'Publish keeps MarksStand',
    cast: PARKING,
  },
  {
    name: 'closes, and wakes nobody',
    where: 'NotifyAll',
    from: ' and leads(d) # (producer.at = published)',
    to: '',
    loses: 'NotifyAll keeps NoLostWakeUp',
    cast: { ...PARKING, habits: ['close'] },
  },
]

const MULTI: readonly Omit<Break, 'model'>[] = [
  {
    name: 'room for one too many',
    where: 'definitions',
    from: 'gate(c) <= Size else',
    to: 'gate(c) <= Size + 1 else',
    loses: 'LoadGate keeps CheckedHasRoom',
  },
  {
    name: 'no look at the gates',
    where: 'Claim',
    from: 'else (LoadGate)',
    to: 'else (LoadLap)',
    loses: 'Claim keeps CheckedHasRoom',
  },
  {
    name: 'waits for one gate only',
    where: 'LoadGate',
    from: 'if more then LoadGate else',
    to: 'if false then LoadGate else',
    loses: 'LoadGate keeps CheckedHasRoom',
  },
  {
    name: 'a claim that is no single access',
    where: 'Claim',
    from: '"cursor":"cursor + n"',
    to: '"cursor":"cursor"',
    loses: 'Claim keeps ClosedIsFinal',
  },
  {
    name: 'an exchange that is sure of its room',
    where: 'Exchange',
    from: 'else (LoadGate)',
    to: 'else (if same then LoadLap else LoadGate)',
    loses: 'Exchange keeps CheckedHasRoom',
    cast: { habits: ['try'], modulus: 2, size: 1, claims: [1], limits: [1], upstream: [[]] },
  },
  {
    name: 'a lap that is not counted on',
    where: 'LoadLap',
    from: '"stamp(slot(producer.word(p))) + Size"',
    to: '"stamp(slot(producer.word(p)))"',
    loses: 'LoadLap keeps HeldIsUnpublished',
  },
  {
    name: 'writes more than it has claimed',
    where: 'BeginWrite',
    from: 'producer.written(p) # producer.last(p)',
    to: 'true',
    loses: 'BeginWrite keeps ProducersInOrder',
  },
  {
    name: 'ends its write in the slot before',
    where: 'EndWrite',
    from: '"slots(slot(producer.written(p) + 1))"',
    to: '"slots(slot(producer.written(p)))"',
    loses: 'EndWrite keeps WrittenIsMine',
  },
  {
    name: 'publishes before it has written',
    where: 'Publish',
    from: 'producer.written(p) # producer.next(p) - 1',
    to: 'true',
    loses: 'Publish keeps PublishedIsKept',
    cast: IN_PARTS,
  },
  {
    name: 'publishes the next slot instead',
    where: 'Publish',
    from: '"stamp(slot(producer.next(p)))":"producer.next(p)"',
    to: '"stamp(slot(producer.next(p) + 1))":"producer.next(p) + 1"',
    loses: 'Publish keeps StampIsPublished',
  },
  {
    name: 'goes on publishing past what is written',
    where: 'Publish',
    from: 'if producer.next(p) # producer.written(p) then Publish',
    to: 'if producer.next(p) # producer.last(p) then Publish',
    loses: 'Publish keeps ProducersInOrder',
    cast: IN_PARTS,
  },
  {
    name: 'finds any event of the slot published',
    where: 'definitions',
    from: 'stamp(slot(s)) = s',
    to: 'stamp(slot(s)) >= 0',
    loses: 'Probe keeps SeenIsPublished',
  },
  {
    name: 'goes on where nothing is published',
    where: 'Probe',
    from: 'if probe.hit(c) then consumer.available(c) + 1 else consumer.available(c)',
    to: 'consumer.available(c) + 1',
    loses: 'Probe keeps SeenIsPublished',
  },
  {
    name: 'follows the last gate that it looked at',
    where: 'definitions',
    from: 'if gate(u) < consumer.available(c) then gate(u) else consumer.available(c)',
    to: 'gate(u)',
    loses: 'LoadUpstream keeps FollowersAreBehind',
    cast: DIAMOND,
  },
  {
    name: 'advances over one more than it has taken',
    where: 'taken.Advance',
    from: 'consumer.kept(c) + n <= consumer.next(c)',
    to: 'consumer.kept(c) + n <= consumer.next(c) + 1',
    loses: 'taken.Advance keeps ConsumersInOrder',
    cast: { takes: true, upstream: [[]], limits: [1, 2] },
  },
  {
    name: 'moves its gate as it begins to read',
    where: 'BeginRead',
    from: '"consumer.pc(c)":"EndRead"',
    to: '"consumer.pc(c)":"EndRead","gate(c)":"consumer.next(c)"',
    loses: 'BeginRead keeps ConsumersInOrder',
  },
  {
    name: 'moves its gate one too far',
    where: 'Advance',
    from: '"gate(c)":"consumer.next(c) - 1"',
    to: '"gate(c)":"consumer.next(c)"',
    loses: 'Advance keeps ConsumersInOrder',
  },
  {
    name: 'claims in a ring that is closed',
    where: 'Claim',
    from: 'if shut then',
    to: 'if false then',
    loses: 'Claim keeps BatchInOrder',
    cast: CLOSERS,
  },
  {
    name: 'exchanges in a ring that is closed',
    where: 'Exchange',
    from: 'shut',
    to: 'false',
    loses: 'Exchange keeps ClosedIsFinal',
    cast: { ...CLOSERS, habits: ['try'] },
  },
  {
    name: 'a ring that ends one too early',
    where: 'CloseCursor',
    from: 'if shut then 0 else cursor',
    to: 'if shut then 0 else cursor - 1',
    loses: 'CloseCursor keeps ClosedIsFinal',
    cast: CLOSERS,
  },
  {
    name: 'ends with another sequence than was found',
    where: 'StoreFinal',
    from: 'other.word(o)","other.pc(o)',
    to: '0","other.pc(o)',
    loses: 'StoreFinal keeps ClosedIsFinal',
    cast: CLOSERS,
  },
  {
    name: 'a consumer that ends one too early',
    where: 'LoadFinal',
    from: 'final <= consumer.next(c)',
    to: 'final <= consumer.next(c) + 1',
    loses: 'LoadFinal keeps EndedHasHandledAll',
    cast: CLOSERS,
  },
  // The producer's own variables are those of p; a consumer wakes all producers, whose variables are those of q.
  ...parking((variable) => `producer.${variable}(p)`).filter(
    ({ where }) => !['Bump', 'Notify'].includes(where),
  ),
  ...parking((variable) => `producer.${variable}(q)`).filter(({ where }) =>
    ['Bump', 'Notify'].includes(where),
  ),
  {
    name: 'marks nothing',
    where: 'Mark',
    from: 'leads(c) or marks.lap(slot(consumer.next(c)))',
    to: 'marks.lap(slot(consumer.next(c)))',
    loses: 'Mark keeps MarksStand',
    cast: PARKING,
  },
  {
    name: 'publishes, and wakes nobody',
    where: 'Publish',
    from: 'if woken then Bump else Idle',
    to: 'Idle',
    loses: 'Publish keeps MarksStand',
    cast: PARKING,
  },
]

/** All mutants of the models. */
export const BREAKS: readonly Break[] = [
  ...SINGLE.map((each) => ({ ...each, model: 'SingleProducer' as const })),
  ...MULTI.map((each) => ({ ...each, model: 'MultiProducer' as const })),
]

/**
 * The model with that mutant.
 *
 * @throws {RangeError} if the text to be replaced does not occur
 */
export function broken({ name, model, where, from, to }: Break): Model {
  const draft = model === 'SingleProducer' ? singleProducerDraft : multiProducerDraft
  const part: unknown = where === 'definitions' ? draft.definitions : draft.actions[where]
  const text = JSON.stringify(part)
  if (!text?.includes(from)) throw new RangeError(`${model}, ${name}: ${where} has no ${from}`)
  const changed = JSON.parse(text.replaceAll(from, to))
  return modelOf(
    where === 'definitions'
      ? { ...draft, definitions: changed }
      : { ...draft, actions: { ...draft.actions, [where]: changed } satisfies Draft['actions'] },
  )
}
