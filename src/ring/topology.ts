// The order of consumers: given in any order, each is laid out after those that it follows.
import { ArgumentError } from '../core/errors.ts'

type Follows<Name extends string> = Readonly<Record<Name, readonly Name[]>>

/**
 * The consumers, each after those that it follows, otherwise in the order given.
 *
 * @throws {ArgumentError} that names the circle, if some consumers follow each other in one
 */
export function orderOf<Name extends string>(consumers: Follows<Name>): Name[] {
  const waiting = Object.keys(consumers) as Name[]
  const order = new Set<Name>()
  while (waiting.length > 0) {
    const at = waiting.findIndex((name) => consumers[name].every((other) => order.has(other)))
    if (at < 0) throw refusalOf(circleIn(consumers, waiting))
    order.add(...(waiting.splice(at, 1) as [Name]))
  }
  return [...order]
}

/** Each waiting consumer follows another: a path along them must come to one of them twice. */
function circleIn<Name extends string>(consumers: Follows<Name>, waiting: readonly Name[]): readonly Name[] {
  const path: Name[] = []
  let name = waiting[0]
  while (name !== undefined && !path.includes(name)) {
    path.push(name)
    name = consumers[name].find((other) => waiting.includes(other))
  }
  const circle = path.slice(path.indexOf(name as Name))
  const first = circle.indexOf(waiting.find((each) => circle.includes(each)) as Name)
  return [...circle.slice(first), ...circle.slice(0, first)]
}

function refusalOf(circle: readonly string[]): ArgumentError {
  const around = [...circle, circle[0]].join(' → ')
  return new ArgumentError('"consumers" option', around, 'free of circles')
}

/** All consumers that this one follows, directly or through others. */
export function upstreamOf(name: string, consumers: Readonly<Record<string, readonly string[]>>): string[] {
  const all = new Set(consumers[name])
  // The loop also visits what it adds.
  for (const each of all) for (const further of consumers[each] ?? []) all.add(further)
  return [...all]
}

/** Whether a name is one of these. */
export function isIn(names: readonly string[], name: string): boolean {
  return names.includes(name)
}
