// What a ring and its roles look like where they are printed: one line instead of their words.

/** Where Node's `console.log` asks what to print. */
export const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom')

/** Something that prints as one line. */
export abstract class Shown {
  abstract toString(): string

  /** @internal */
  [INSPECT](): string {
    return this.toString()
  }
}

const roles = new WeakMap<object, () => string>()

/** A producer, a consumer or a worker: who it is says the ring that has handed it out. */
export abstract class Role extends Shown {
  override toString(): string {
    return roles.get(this)?.() ?? this.constructor.name
  }
}

/** From now on `role` prints as that. */
export function shownAs<Any extends Role>(role: Any, text: () => string): Any {
  roles.set(role, text)
  return role
}

/** So many names are readable on one line. */
const MOST = 8

/** `published 11, risk 6, book 4`. */
export function listed(entries: readonly (readonly [name: string, value: number])[]): string {
  const more = entries.length > MOST ? [`and ${entries.length - MOST} more`] : []
  return [...entries.slice(0, MOST).map(([name, value]) => `${name} ${value}`), ...more].join(', ')
}
