import { queriesOf } from '/work/wt/ranges/model-tests/harness/smt/queries.ts'
import { Solver } from '/work/wt/ranges/model-tests/harness/smt/solver.ts'
import { singleProducer } from '/work/wt/ranges/model-tests/core/proof/SingleProducer.ts'
import { multiProducer } from '/work/wt/ranges/model-tests/core/proof/MultiProducer.ts'
const [which = '', pattern = '.'] = process.argv.slice(2)
const queries = queriesOf(which === 'MP' ? multiProducer : singleProducer).filter(({ name }) => new RegExp(pattern).test(name))
console.log(queries.length)
const solver = await Solver.open(0)
let bad = 0
for (const query of queries) {
  const since = performance.now()
  const { verdict } = await solver.ask(query, query.bits)
  const took = performance.now() - since
  if (verdict !== 'unsat' || took > 8000) console.log(query.name, verdict, took | 0)
  if (verdict !== 'unsat') bad++
}
console.log('bad', bad, 'of', queries.length)
await solver.close()
