// One of known texts, kept as its index.
import { ArgumentError, printedAll } from '../core/errors.ts'
import { refuse } from './errors.ts'
import type { OneOfForm } from './forms.ts'
import { type ItemAccess, Plain, type Refuse } from './kind.ts'
import type { Access } from './memory.ts'

/** The most texts: an index is a byte. */
const MOST = 256

/** A field that is one of known texts, made by `oneOf`. */
export class OneOf<Text extends string> extends Plain<Text> {
  readonly form: OneOfForm
  /** @internal */
  readonly align = 1
  readonly #indexes: ReadonlyMap<unknown, number>
  /** @internal */
  readonly allowed: string

  /** @internal */
  constructor(texts: readonly Text[]) {
    super()
    const isFit = texts.length >= 1 && texts.length <= MOST && texts.every((text) => typeof text === 'string')
    if (!isFit || new Set(texts).size < texts.length) {
      throw new ArgumentError('arguments of oneOf()', texts, `1 to ${MOST} different strings`)
    }
    this.form = { kind: 'oneOf', bytes: 1, texts: [...texts] }
    this.#indexes = new Map(texts.map((text, index) => [text, index]))
    this.allowed = `one of ${printedAll(texts)}`
  }

  /** @internal */
  checked(value: unknown, path: string): unknown {
    return this.#indexes.has(value) ? value : refuse(path, value, this.allowed, 'string')
  }

  /** @internal */
  access(offset: number, no: Refuse): Access<Text> {
    const [texts, indexes] = [this.form.texts as readonly Text[], this.#indexes]
    return {
      get() {
        const index = this.$u8[this.$at + offset]!
        return texts[index] ?? this.$garbled(offset, index)
      },
      set(value) {
        this.$u8[this.$at + offset] = indexes.get(value) ?? no(value)
      },
    }
  }

  /** @internal */
  items(): ItemAccess<Text> {
    const [texts, indexes] = [this.form.texts as readonly Text[], this.#indexes]
    return {
      get(at) {
        const index = this.$u8[this.$at + this.$in(at)]!
        return texts[index] ?? this.$garbled(at, index)
      },
      set(at, value) {
        this.$u8[this.$at + this.$in(at)] = indexes.get(value) ?? this.$refuse(at, value)
      },
    }
  }
}

/**
 * A field that is one of these texts; TypeScript knows which. A slot that was never written holds the first.
 *
 * Writing it costs a look-up in a map.
 *
 * @throws {ArgumentError} if there are none, more than 256, or two alike
 */
export function oneOf<const Texts extends readonly [string, ...string[]]>(
  ...texts: Texts
): OneOf<Texts[number]> {
  return new OneOf<Texts[number]>(texts)
}
