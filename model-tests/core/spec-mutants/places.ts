// The models in which mutants of specs are tried, the smallest first.
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Model, readModels, selectModels } from '../../../spec/tlc/models.ts'
import type { Place } from '../../harness/mutate/tla/explore.ts'
import { actingNames, type Definition, definitionsIn } from '../../harness/tla/definitions.ts'
import { CORE, MODELS, SPEC } from '../files.ts'
import { PECULIARITIES } from './peculiarities.ts'

/** A model, and the definitions whose mutants are tried in it. */
export interface Trial {
  /** A model of spec/models.json, possibly with other constants. */
  readonly model: string
  readonly made?: Made
  readonly tries: string
}

/** A model as read, and the definitions whose mutants are tried in it. */
export interface Tried extends Place {
  readonly tries: readonly string[]
}

/** A model derived from another, as small as possible. */
interface Made {
  readonly name: string
  readonly constants: Readonly<Record<string, string>>
  /** Its number of states; 0 if not counted: mutants can be killed there, but none can survive. */
  readonly distinct: number
}

const CONSUMER =
  'BeginPoll BeginRead EndRead EndFlush Advance LoadCursor Available Found NotFound SetReader IsUpTo KeepWaiting EndCall Idle'
const POOL =
  'WorkerMost WorkerReturn WorkerLeast WorkerFound WorkerEndCall WorkerKeepWaiting WorkerNotFound WorkerAttempt WithTicket BeginWork LoadTake Take LoadDone BeginTask EndTask NextTask IsSecond Count Finish MoveGate Arrive GateOf'
const WAITING =
  'ParksNow IsAwakeAt HasEpoch Remembers BlockedOn SleepOrRetry AfterEpoch LoadEpoch Mark Sleep Bumped Woken Waker ReadersAfter ChangeWaiters Bump Notify SignalOf'
const ENDING =
  'StoreFinal Tell NotifyAll ChangeAllWaiters LoadFinal HasClosed EndCall NotFound KeepWaiting MayClose Close Closing AllEnded'
const DEATH =
  'CrashReader CrashProducer Bury Started Announces MayEnd HasFailed SomeoneCrashed Unburied IsExhausted ChecksOwner LoadOwner Leave LeaveOrEnd TellAgain Tell NotifyAll ChangeAllWaiters SetController Consumes Signalling NotFound Remembers'
/** Steps that never happen where no thread parks, times out, closes or dies, unless their guard is lost. */
const GUARDED =
  'Mark Sleep TimesOut Bump Notify LoadUpstream LoadOwner LoadFinal Expire Leave StoreFinal Tell TellAgain NotifyAll CrashReader CrashProducer ExpireClaim MayClose'

const TAKING =
  'BeginTake Advance MayWaitToTake HasTaken IsInterrupted Rest Found StandsAside MayAdvance AfterWaking'

/** The smallest first: larger models try what smaller ones do not notice. */
export const TRIALS: readonly Trial[] = [
  { model: 'Sequencer', tries: 'MayPublish MayHandle Claim Publish Consume' },
  {
    model: 'SingleProducerSize1',
    tries: `${CONSUMER} ${GUARDED} SetSelf HasRoom Fits Return Check BeginClaim LoadGate BeginWrite EndWrite Publish LoadEpoch AllEnded`,
  },
  {
    model: 'SingleProducerSize1',
    made: {
      name: 'Takes',
      constants: { Takes: '<- Yes', Meanwhile: '<- Yes', Parks: 'TRUE', Epochs: '0' },
      distinct: 0,
    },
    tries: TAKING,
  },
  { model: 'SingleProducerTakes', tries: TAKING },
  { model: 'SingleProducerFollowerSize1', tries: `${CONSUMER} LoadUpstream Check SignalOf` },
  {
    model: 'MultiProducerSize1',
    tries:
      'Probe HasRoom HoldsNothing SetProducer Refused Check Claim NoRoom LoadGate ProducerAttempt LoadLap BeginWrite EndWrite Publish Available',
  },
  {
    model: 'SignalTimed',
    made: { name: 'TimedPolls', constants: { Waits: '{TRUE, FALSE}', Parks: 'FALSE' }, distinct: 1016 },
    tries: 'Expire ExpireClaim HasExpired TimesOut',
  },
  {
    model: 'WorkPoolThrows',
    made: pool('PoolTimed', 1323, { Timed: 'TRUE' }),
    tries: `${POOL} Expire ExpireClaim TimesOut HasExpired KeepWaiting LoadGate ParksNow LoadEpoch Return SleepOrRetry`,
  },
  {
    model: 'WorkPoolThrows',
    made: pool('PoolCloses', 1406, { Habits: '{"close"}' }),
    tries: `${POOL} ${ENDING} BeginClaim`,
  },
  { model: 'WorkPoolMultiProducerOne', tries: POOL },
  { model: 'LifecycleBatches', tries: `${ENDING} ${CONSUMER} Publish BeginClaim` },
  { model: 'SignalSingleProducer', tries: `${WAITING} Advance Publish` },
  { model: 'WorkPoolThrows', made: pool('PoolParks', 4531, { Parks: 'TRUE' }), tries: `${POOL} ${WAITING}` },
  { model: 'SignalSpins', tries: WAITING },
  { model: 'LifecycleSingleProducer', tries: `${WAITING} HasClosed` },
  { model: 'MultiProducerParts', tries: 'Publish Probe HoldsNothing Available LoadGate BeginWrite Found' },
  {
    model: 'WorkPoolThrows',
    made: {
      name: 'PoolBatches',
      constants: {
        Workers: '{2}',
        Size: '2',
        Modulus: '10',
        Limits: '{1, 2}',
        Claims: '{1, 2}',
        Waits: '{TRUE, FALSE}',
      },
      distinct: 0,
    },
    tries: POOL,
  },
  { model: 'SignalTimed', tries: `${WAITING} TimesOut Expire ExpireClaim HasExpired Return KeepWaiting` },
  {
    model: 'LifecycleFollower',
    made: { name: 'FollowerDies', constants: { MayCrash: '<- TheFirstReader' }, distinct: 7339 },
    tries: DEATH,
  },
  { model: 'SingleProducerFollower', tries: 'LoadUpstream' },
  { model: 'SingleProducerDiamond', tries: 'LoadUpstream Available Found Check IsUpTo' },
  {
    model: 'SingleProducerCallers',
    tries: 'Fits Publish BeginClaim EndRead Check IsUpTo Return Found NotFound',
  },
  { model: 'SingleProducerFlushes', tries: 'EndRead EndFlush Interrupted Advance Found NotFound' },
  { model: 'MultiProducerThrows', tries: 'EndRead Interrupted Probe' },
  { model: 'LifecycleDeath', tries: `${DEATH} LoadGate ${ENDING}` },
  {
    model: 'LifecycleFollower',
    made: { name: 'FollowerUnfed', constants: { MayCrash: '<- TheProducer' }, distinct: 10_313 },
    tries: DEATH,
  },
  {
    model: 'MultiProducerTriesSize1',
    tries: 'LoadNext Exchange AttemptAt NoRoom ProducerAttempt Check Refused Claim',
  },
  {
    model: 'LifecycleMultiProducer',
    tries: `CloseCursor EndsRing Refused NoRoom AttemptAt Claim ProducerAttempt ${ENDING} SetController IsOdd Announces Started MayEnd`,
  },
  { model: 'LifecycleFollower', tries: DEATH },
  { model: 'LifecycleDeathParked', tries: 'ChangeAllWaiters' },
  { model: 'LifecycleTakes', tries: `${TAKING} BeginPoll` },
  { model: 'LifecycleTakesDeath', tries: `${TAKING} BeginPoll LeaveOrEnd` },
  { model: 'LifecycleDeathBeside', tries: 'NoRoom' },
  {
    model: 'LifecycleDeathBeside',
    made: { name: 'ManyTimedDie', constants: { Timed: 'TRUE', Habits: '{"timed"}' }, distinct: 0 },
    tries: 'ExpireClaim',
  },
  {
    model: 'LifecycleDeathBeside',
    made: { name: 'EndedTwice', constants: { Closers: '{8}', MayCrash: '<- M_AProducer' }, distinct: 0 },
    tries: 'CloseCursor MayEnd EndsRing',
  },
  {
    model: 'LifecycleDeathBeside',
    made: {
      name: 'FollowersOfMany',
      constants: { Consumers: '{1, 2}', Upstream: '<- M_Follower', MayCrash: '<- M_AReader', Closers: '{8}' },
      distinct: 0,
    },
    tries: 'Bury CloseCursor',
  },
  {
    model: 'MultiProducerTriesSize1',
    made: {
      name: 'MultiTimed',
      constants: { Habits: '{"timed", "try"}', Timed: 'TRUE', Waits: '{FALSE}' },
      distinct: 0,
    },
    tries: 'ExpireClaim NoRoom LoadNext ProducerAttempt Exchange AttemptAt Check',
  },
  { model: 'SignalMultiProducer', tries: 'Publish Check NoRoom' },
  { model: 'SingleProducer', tries: 'BeginClaim Publish' },
  {
    model: 'MultiProducerParts',
    made: { name: 'NoParts', constants: { Habits: '{"claim"}' }, distinct: 0 },
    tries: 'Publish',
  },
  {
    model: 'SingleProducerDiamond',
    made: { name: 'DiamondSteps', constants: { Claims: '{1, 2}', Limits: '{1}' }, distinct: 0 },
    tries: 'LoadUpstream',
  },
  { model: 'MultiProducerBroadcastSize1', tries: 'LoadGate' },
  { model: 'WorkPoolFollows', tries: 'WorkerFound WorkerNotFound' },
  { model: 'WorkPool', tries: POOL },
  { model: 'WorkPoolTimed', tries: 'Take WorkerReturn' },
  {
    model: 'SingleProducerBroadcastSize1',
    made: { name: 'BroadcastParks', constants: { Parks: 'TRUE', Epochs: '0' }, distinct: 0 },
    tries: 'BlockedOn',
  },
  {
    model: 'MultiProducerParts',
    made: { name: 'PartsPark', constants: { Parks: 'TRUE', Epochs: '0' }, distinct: 0 },
    tries: 'Publish',
  },
  {
    model: 'MultiProducerSize4',
    made: {
      name: 'PartsOfThree',
      constants: { Parks: 'TRUE', Epochs: '0', Habits: '{"claim", "parts"}' },
      distinct: 0,
    },
    tries: 'Publish',
  },
  { model: 'WorkPoolBatches', tries: 'NextTask' },
  {
    model: 'LifecycleDeath',
    made: { name: 'TimedDies', constants: { Timed: 'TRUE' }, distinct: 0 },
    tries: 'Expire ExpireClaim',
  },
]

/** A pool of one worker on one slot. */
function pool(name: string, distinct: number, constants: Readonly<Record<string, string>>): Made {
  const usual = { Workers: '{2}', Waits: '{TRUE}', Throws: 'FALSE', Epochs: '0' }
  return { name, constants: { ...usual, ...constants }, distinct }
}

/** The modules of a spec, each after those that it extends. */
const READERS = ['Sequence', 'State', 'Signal', 'Barrier', 'Consumer', 'WorkPool', 'Lifecycle']
const ROOTS: Readonly<Record<string, readonly string[]>> = {
  MCSequencer: ['Sequence', 'Sequencer'],
  MCSingleProducer: [...READERS, 'SingleProducer', 'ReadersInv', 'SingleProducerInv'],
  MCSignal: [...READERS, 'SingleProducer', 'ReadersInv', 'SingleProducerInv'],
  MCWorkPool: [...READERS, 'SingleProducer', 'ReadersInv', 'SingleProducerInv'],
  MCMultiProducer: [...READERS, 'MultiProducer', 'ReadersInv', 'MultiProducerInv'],
}

/** Reads the models by name. */
export async function readPlaces(trials: readonly Trial[]): Promise<Tried[]> {
  const models = await readModels(SPEC)
  const read = trials.map(async (trial) => {
    const [model] = selectModels(models, [trial.model])
    return { ...(await placeOf(model!, trial.made)), tries: trial.tries.split(' ') }
  })
  return await Promise.all(read)
}

async function placeOf({ module, config: configFile, ...model }: Model, made?: Made): Promise<Place> {
  const root = basename(module, '.tla')
  const definitions = await readDefinitions(ROOTS[root] ?? [])
  const given = await readFile(join(SPEC, configFile), 'utf8')
  const properties = wordsAfter('INVARIANTS?', given).flatMap((property) =>
    conjunctsOf(property, definitions),
  )
  const refines = /\bRefines/.test(given)
  const acting = actingNames(await readAll())
  const config = Object.entries(made?.constants ?? {}).reduce(withConstant, given)
  const { name, distinct } = made ?? model
  const folders = [CORE, MODELS]
  return {
    ...{ name, folders, root, definitions, acting, config, properties, refines, distinct: distinct ?? 0 },
    peculiarities: PECULIARITIES,
  }
}

function withConstant(config: string, [constant, value]: readonly [string, string]): string {
  const given = value.startsWith('<-') ? value : `= ${value}`
  return config.replace(new RegExp(`^  ${constant} (?:=|<-) .*$`, 'm'), `  ${constant} ${given}`)
}

/** All definitions of both kinds of rings: some operators take actions of either as arguments. */
async function readAll(): Promise<Definition[]> {
  return await readDefinitions([...READERS, 'SingleProducer', 'MultiProducer', 'Sequencer'])
}

/** All definitions of these modules. */
export async function readDefinitions(modules: readonly string[]): Promise<Definition[]> {
  const read = modules.map(async (module) =>
    definitionsIn(module, await readFile(join(CORE, `${module}.tla`), 'utf8')),
  )
  return (await Promise.all(read)).flat()
}

function wordsAfter(keyword: string, config: string): string[] {
  return new RegExp(`^${keyword} (.*)$`, 'm').exec(config)?.[1]?.split(' ') ?? []
}

/** A conjunction of named invariants is checked name by name, so that a violation can be attributed. */
function conjunctsOf(property: string, definitions: readonly Definition[]): string[] {
  const span = definitions.find(({ name }) => name === property)?.bodySpan ?? []
  const names = span.filter(({ text }) => text !== '/\\').map(({ text }) => text)
  const known = names.every((name) => definitions.some((each) => each.name === name))
  return names.length > 1 && known ? names : [property]
}
