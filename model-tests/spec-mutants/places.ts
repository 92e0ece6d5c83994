// The models in which mutants of specs are tried, the smallest first.
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Model, readModels, selectModels } from '../../spec/tlc/models.ts'
import { SPEC } from '../tour/files.ts'
import { type Definition, definitionsIn } from './definitions.ts'
import type { Place } from './explore.ts'

/** A model, and what is tried there: mutants of these definitions. */
interface Trial {
  readonly model: string
  readonly tries: string
  /** Also what is guarded, wherever that is. */
  readonly guards?: true
}

const CONSUMER = 'BeginPoll BeginRead EndRead Advance LoadCursor Look Found Missing PutReader IsUpTo Rests Over Idle'
const POOL =
  'Share Rest Needed Ready Finished Waiting Nothing LookOn From BeginWork LoadTake Take LoadDone BeginTask EndTask GoOn IsSecond Count Finish MoveGate Arrive GateOf'
const WAITING =
  'ParksNow At InTurn Remembers Lacks Lacking Turn LoadEpoch Mark Sleep Bumped Woken Mover ReadersAfter Reach Bump Notify SignalOf'
const ENDING =
  'StoreFinal Tell NotifyAll ReachAll LoadFinal HasClosed InTurn Over Missing Rests MayClose Close Closing AllEnded Alarmed'
const DEATH =
  'CrashReader CrashProducer Bury Begun Ends MayEnd HasFailed Alarmed Unburied NothingComes Asks LoadOwner Leave Leaves TellAgain Consumes Signalling Missing'

/** The smallest first: where nothing smaller notices a mutant, something larger may. */
export const TRIALS: readonly Trial[] = [
  { model: 'Sequencer', tries: 'MayPublish MayHandle Claim Publish Consume' },
  {
    model: 'SingleProducerSize1',
    tries: `${CONSUMER} Put HasRoom Fits Return Check BeginClaim LoadGate BeginWrite EndWrite Publish LoadEpoch`,
    guards: true,
  },
  { model: 'SingleProducerFollowerSize1', tries: `${CONSUMER} LoadUpstream Check SignalOf` },
  {
    model: 'MultiProducerSize1',
    tries:
      'Probe HasRoom HoldsNothing PutProducer Refused Check Claim NoRoom LoadGate Again LoadLap BeginWrite EndWrite Publish Look',
  },
  { model: 'LifecycleBatches', tries: `${ENDING} ${CONSUMER} Publish BeginClaim` },
  { model: 'WorkPoolMultiProducerOne', tries: POOL },
  { model: 'SignalSingleProducer', tries: `${WAITING} Advance Publish` },
]

/** The modules of a spec, in an order in which each follows those that it extends. */
const READERS = ['Sequence', 'Signal', 'Barrier', 'Consumer', 'WorkPool', 'Lifecycle']
const ROOTS: Readonly<Record<string, readonly string[]>> = {
  MCSequencer: ['Sequence', 'Sequencer'],
  MCSingleProducer: [...READERS, 'SingleProducer'],
  MCSignal: [...READERS, 'SingleProducer'],
  MCWorkPool: [...READERS, 'SingleProducer'],
  MCMultiProducer: [...READERS, 'MultiProducer'],
}

/** Reads the models by their names. */
export async function readPlaces(trials: readonly Trial[]): Promise<(Place & Trial)[]> {
  const models = await readModels(SPEC)
  const read = trials.map(async (trial) => {
    const [model] = selectModels(models, [trial.model])
    return { ...trial, ...(await placeOf(model!)) }
  })
  return await Promise.all(read)
}

async function placeOf({ name, module, config: configFile, distinct }: Model): Promise<Place> {
  const folder = join(SPEC, dirname(module))
  const root = basename(module, '.tla')
  const definitions = await readDefinitions(folder, ROOTS[root] ?? [])
  const config = await readFile(join(SPEC, configFile), 'utf8')
  const properties = wordsAfter('INVARIANTS?', config).flatMap((property) => conjunctsOf(property, definitions))
  const refines = /\bRefines/.test(config)
  return { name, folder, root, definitions, config, properties, refines, distinct: distinct ?? 0 }
}

/** All that these modules define. */
export async function readDefinitions(folder: string, modules: readonly string[]): Promise<Definition[]> {
  const read = modules.map(async (module) =>
    definitionsIn(module, await readFile(join(folder, `${module}.tla`), 'utf8')),
  )
  return (await Promise.all(read)).flat()
}

function wordsAfter(keyword: string, config: string): string[] {
  return new RegExp(`^${keyword} (.*)$`, 'm').exec(config)?.[1]?.split(' ') ?? []
}

/** An invariant that is a list of names is checked name by name, so that it can be said which it was. */
function conjunctsOf(property: string, definitions: readonly Definition[]): string[] {
  const span = definitions.find(({ name }) => name === property)?.bodySpan ?? []
  const names = span.filter(({ text }) => text !== '/\\').map(({ text }) => text)
  const known = names.every((name) => definitions.some((each) => each.name === name))
  return names.length > 1 && known ? names : [property]
}
