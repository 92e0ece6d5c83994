// How a ring and its roles are printed: as one line instead of their words.

/** The method that Node's `console.log` calls. */
export const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom')

/** An object that prints as one line. */
export abstract class Shown {
  abstract toString(): string

  /** @internal */
  [INSPECT](): string {
    return this.toString()
  }
}

const roles = new WeakMap<object, () => string>()

/** A producer, a consumer or a worker: the ring that hands it out names it. */
export abstract class Role extends Shown {
  override toString(): string {
    return roles.get(this)?.() ?? this.constructor.name
  }
}

/** From now on `role` prints as this text. */
export function shownAs<Any extends Role>(role: Any, text: () => string): Any {
  roles.set(role, text)
  return role
}

/** The most names that stay readable on one line. */
const MOST = 8

/** `published 11, risk 6, book 4`. */
export function listed(entries: readonly (readonly [name: string, value: number])[]): string {
  const more = entries.length > MOST ? [`and ${entries.length - MOST} more`] : []
  return [...entries.slice(0, MOST).map(([name, value]) => `${name} ${value}`), ...more].join(', ')
}
