// How the checks read their command lines.
import { InvalidArgumentError, Option } from 'commander'

/** Parses an integer from `least`, of at most ten digits. */
export function integer(least = 0): (given: string) => number {
  return (given) => {
    if (/^\d{1,10}$/.test(given) && Number(given) >= least) return Number(given)
    throw new InvalidArgumentError(`Allowed: an integer from ${least}, of at most 10 digits.`)
  }
}

/** An option that takes an integer. */
export function many(flags: string, says: string, least = 0): Option {
  return new Option(flags, says).argParser(integer(least))
}
