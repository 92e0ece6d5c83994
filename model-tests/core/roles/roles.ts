// The models of Roles, every edge of which is a step of the source.
import { readGraph } from '../../../spec/tlc/graph.ts'
import type { Model } from '../../../spec/tlc/models.ts'
import { readConstants } from '../../harness/tla/config.ts'
import { SPEC } from '../files.ts'
import { castOfModel, threadsOf } from './cast.ts'
import { coresOf } from './player.ts'
import { type Replayed, replayRoles } from './replay.ts'

export { ROLES } from './models.ts'
export type { Replayed } from './replay.ts'

/** Replays every edge of TLC's graph of a model on the source. */
export async function followGraph(model: Model, graph: string): Promise<Replayed> {
  const cast = castOfModel(await readConstants(model, SPEC))
  const cores = await coresOf(threadsOf(cast))
  return replayRoles(await readGraph(graph), cast, cores)
}
