import { findJar, findJava } from '../../spec/tlc/jar.ts'
import { readModels } from '../../spec/tlc/models.ts'
import { SPEC } from '../tour/files.ts'
import { followModel, ROLES } from './roles.ts'

const asked = process.argv.slice(2)
const tools = { jar: await findJar({ env: process.env }), java: await findJava(process.env) }
const models = (await readModels(SPEC)).filter(({ name }) =>
  (asked.length > 0 ? asked : ROLES).includes(name),
)
for (const model of models) {
  const { edges, taken, steps, parting } = await followModel(model, tools)
  console.log(
    `${model.name}: ${taken} of ${edges} edges on the source, ${steps} steps${parting ? `; parted: ${parting}` : ''}`,
  )
  if (parting || taken < edges) process.exitCode = 1
}
