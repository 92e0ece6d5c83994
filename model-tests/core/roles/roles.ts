// The models of Roles, every edge of which is a step of the source.
import { join } from 'node:path'
import { readGraph } from '../../../spec/tlc/graph.ts'
import type { Model } from '../../../spec/tlc/models.ts'
import { runModel } from '../../../spec/tlc/run.ts'
import { withFolder } from '../../../spec/tlc/temporary.ts'
import { readConstants } from '../../harness/tla/config.ts'
import { SPEC } from '../files.ts'
import { castOfModel, threadsOf } from './cast.ts'
import { Broken, coresOf } from './player.ts'
import { type Replayed, replayRoles } from './replay.ts'

export { ROLES } from './models.ts'

/** Explores a model with TLC, and replays every edge on the source. */
export async function followModel(
  model: Model,
  tools: { readonly jar: string; readonly java: string },
  text?: Readonly<Record<string, string>>,
): Promise<Replayed> {
  const cast = castOfModel(await readConstants(model, SPEC))
  const cores = await coresOf(threadsOf(cast), text)
  return await withFolder(async (folder) => {
    const dump = join(folder, 'graph.dot')
    const { verdict } = await runModel(model, { ...tools, specDir: SPEC, dump })
    if (verdict !== model.expected) throw new Broken(`${model.name} ${verdict}`)
    return replayRoles(await readGraph(dump), cast, cores)
  })
}
