import type { Model } from '../../spec/tlc/models.ts'
import type { Files } from './folders.ts'

/** A counter that counts to three and starts again; its bound is in a module of another folder. */
const COUNTER = String.raw`---- MODULE Counter ----
EXTENDS Integers, Bound
CONSTANT p
VARIABLES x, seen
vars == <<x, seen>>
Init == x = 0 /\ seen = [who |-> p, last |-> <<-1, "a \"b\" \\ c">>]
Up == x < Top /\ x' = x + 1 /\ UNCHANGED seen
Down == x = Top /\ x' = 0 /\ UNCHANGED seen
Next == Up \/ Down
Lost == LET y == x + 1 IN y <= Top /\ x' = y /\ UNCHANGED seen
Spec == Init /\ [][Next]_vars /\ WF_vars(Next)
Small == x < 2
Never == <>(x = 7)
====
`

/** The specs that the models below need. */
export const SPECS: Files = {
  'core/Counter.tla': COUNTER,
  'bounds/Bound.tla': '---- MODULE Bound ----\nTop == 3\n====\n',
  'core/Passes.cfg': 'SPECIFICATION Spec\nCONSTANT p = p\n',
  'core/Small.cfg': 'SPECIFICATION Spec\nCONSTANT p = p\nINVARIANT Small\n',
  'core/Never.cfg': 'SPECIFICATION Spec\nCONSTANT p = p\nPROPERTY Never\n',
  'core/Stuck.cfg': 'INIT Init\nNEXT Lost\nCONSTANT p = p\n',
}

/** A model of the counter: `name` is that of its config. */
export function model(name: string, fields: Partial<Model> = {}): Model {
  const module = 'core/Counter.tla'
  const pinned = { expected: 'passes', distinct: 4, depth: 4 } as const
  return {
    name,
    module,
    config: `core/${name}.cfg`,
    ...pinned,
    ...{ tour: false, tier: 'quick', seconds: 1 },
    says: `It is ${name}.`,
    ...fields,
  }
}
