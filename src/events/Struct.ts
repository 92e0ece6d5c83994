// The type of an event with fields: its layout, and the classes of its flyweights.
import { checkKeys } from '../core/callOptions.ts'
import { ArgumentError, printedAll } from '../core/errors.ts'
import { FieldError, refuse } from './errors.ts'
import { type DraftOf, type EventOf, type Fields, typeOf, type ValuesOf } from './fields.ts'
import {
  aligned,
  BYTE_ORDER,
  EVENTS,
  type EventType,
  type FieldLayout,
  hashed,
  type InnerForm,
  type StructLayout,
} from './forms.ts'
import { Compound, misfit, Plain, under } from './kind.ts'
import { classOf, type Memory, type Part, type PartClass, type Views } from './memory.ts'
import { at, type Bound, type Checked, DraftEvent, type Named, type Placed, ReadEvent } from './record.ts'

/** How the slots of a struct lie. */
export interface StructOptions {
  /**
   * Each slot begins at a multiple of this many bytes: 8, the default, 16, 32, 64 or 128. With 64, or 128 where the
   * processor fetches lines in pairs, no two slots share a cache line.
   */
  readonly align?: number
}

/** The type of an event with fields, made by `struct`; within another struct, the type of a field. */
export class Struct<All extends Fields>
  extends Compound<ValuesOf<All>, EventOf<All>, DraftOf<All>>
  implements EventType
{
  readonly layout: StructLayout
  readonly hash: string
  readonly form: InnerForm
  /** @internal */
  readonly align: number
  readonly #placed: ReadonlyMap<string, Placed>
  #reader: ReturnType<typeof classOf<ReadEvent>> | undefined
  #writer: ReturnType<typeof classOf<DraftEvent>> | undefined

  /** @internal */
  constructor(fields: All, { align: least = 8 }: StructOptions = {}) {
    super()
    checkAlign(least)
    const [placed, end] = placedOf(namedOf(fields))
    this.#placed = new Map(placed.map((field) => [field.name, field]))
    this.align = Math.max(...placed.map(({ type }) => type.align))
    const layouts = placed.map(({ name, offset, type: { form } }): FieldLayout => ({ name, offset, form }))
    this.form = { kind: 'struct', bytes: aligned(end, this.align), fields: layouts }
    ;({ layout: this.layout, hash: this.hash } = hashed(layoutOf(layouts, aligned(end, least))))
  }

  /** @internal */
  checked(values: unknown, path: string): readonly Checked[] {
    if (typeof values !== 'object' || values === null) {
      const what = path === '' ? '"values" argument' : undefined
      refuse(path || 'values', values, 'an object with some of the fields', undefined, what)
    }
    const given = values as Readonly<Record<string, unknown>>
    return Object.keys(given).map((name) => {
      const value = given[name]
      const field = this.#placed.get(name) ?? this.#unknown(name, path)
      return { name, value: field.type.checked(value, under(path, name)) }
    })
  }

  #unknown(name: string, path: string): never {
    const names = [...this.#placed.keys()]
    const what = `name of a field${path === '' ? '' : ` of "${path}"`}`
    throw new FieldError(under(path, name), name, `one of ${printedAll(names)}`, 'range', { what })
  }

  /** @internal */
  part(path: string, isDraft: boolean): PartClass {
    return this.#classOf(path, isDraft ? DraftEvent : ReadEvent)
  }

  /** @internal An event that moves among slots, for one reader. */
  reader(views: Views, size: number): ReadEvent {
    this.#reader ??= this.#classOf('', ReadEvent)
    return new this.#reader(views, size, this.layout.stride)
  }

  /** @internal A draft that moves among slots, for one producer. */
  writer(views: Views, size: number): DraftEvent {
    this.#writer ??= this.#classOf('', DraftEvent)
    return new this.#writer(views, size, this.layout.stride)
  }

  #classOf<Base extends ReadEvent>(path: string, base: new (views: Views) => Base) {
    const isDraft = (base as unknown) === DraftEvent
    const parts: PartClass[] = []
    const bound = [...this.#placed.values()].map((field) =>
      boundOf(field, under(path, field.name), isDraft, parts),
    )
    const accessors = Object.fromEntries(bound.map((field) => [field.name, accessorsOf(field, isDraft)]))
    const $fields = new Map(bound.map((field) => [field.name, field]))
    const $checked = (values: unknown) => this.checked(values, path)
    const own = { $fields, $bytes: this.form.bytes, $path: path, $checked }
    return classOf(base, { ...own, ...(path === '' ? { at } : {}) }, { accessors, parts })
  }
}

function layoutOf(fields: readonly FieldLayout[], stride: number): StructLayout {
  return { kind: 'struct', version: EVENTS, byteOrder: BYTE_ORDER, stride, fields }
}

/** How a field of a class is read and written; the part that it is, if it is one, is added to `parts`. */
function boundOf(field: Placed, path: string, isDraft: boolean, parts: PartClass[]): Bound {
  const { type, offset } = field
  if (type instanceof Plain) {
    const { get, set } = type.access(offset, (value) => misfit(type, value, path))
    return { ...field, isPart: false, get, put: set }
  }
  const get = partOf(parts.push(type.part(path, isDraft)) - 1, offset)
  const put = function (this: Memory, checked: unknown): void {
    get.call(this).$assign(checked)
  }
  return { ...field, isPart: true, get, put }
}

/** Only a draft has setters, and parts are never assigned. */
function accessorsOf({ isPart, get, put }: Bound, isDraft: boolean): PropertyDescriptor {
  return { get, ...(isDraft && !isPart ? { set: put } : {}), enumerable: true }
}

/** A getter that first moves the part to where its event is. */
function partOf(index: number, offset: number): (this: Memory) => Part {
  return function (this: Memory) {
    const part = this.$parts[index]!
    part.$at = this.$at + offset
    return part
  }
}

/** The wide fields first, so that no byte between them is lost. */
function placedOf(named: readonly Named[]): [placed: readonly Placed[], end: number] {
  let end = 0
  const offsets = new Map<Named, number>()
  for (const field of named.toSorted((a, b) => b.type.align - a.type.align)) {
    const offset = aligned(end, field.type.align)
    offsets.set(field, offset)
    end = offset + field.type.form.bytes
  }
  return [named.map((field) => ({ ...field, offset: offsets.get(field)! })), end]
}

/** The names of an event's own methods, which no field may have; nor may it be called like an object's. */
const RESERVED: ReadonlySet<string> = new Set(['at', 'clear', 'copy', 'set', 'toJSON'])
const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u

function namedOf(fields: unknown): readonly Named[] {
  const isObject = typeof fields === 'object' && fields !== null && !Array.isArray(fields)
  const entries = isObject ? Object.entries(fields) : []
  if (entries.length > 0)
    return entries.map(([name, field]) => ({ name: free(name), type: typeOf(field, `"${name}" field`) }))
  throw new ArgumentError('"fields" argument', isObject ? 0 : fields, 'an object of at least 1 field')
}

function free(name: string): string {
  const isTaken = RESERVED.has(name) || name in Object.prototype
  if (NAME.test(name) && !isTaken) return name
  const untaken = `other than ${printedAll([...RESERVED])} and what all objects have`
  throw new ArgumentError(
    'name of a field',
    name,
    isTaken ? untaken : 'letters, digits and _, with no digit first',
  )
}

const ALIGNS = [8, 16, 32, 64, 128]

function checkAlign(align: unknown): void {
  if (!ALIGNS.includes(align as number))
    throw new ArgumentError('"align" option', align, `one of ${ALIGNS.join(', ')}`)
}

/**
 * The type of an event with these fields, known to TypeScript without a second declaration.
 *
 * An event is a view of shared memory: to read or write a number allocates nothing, and costs about what an access of a
 * typed array does. Call it once, in a module that all threads import.
 *
 * @throws {ArgumentError} if there are no fields, or a name, a type or an option is not allowed
 */
export function struct<const All extends Fields>(fields: All, options: StructOptions = {}): Struct<All> {
  checkKeys('a struct', options, ['align'])
  return new Struct(fields, options)
}

/** An event of this struct, as a reader finds it: its fields are readonly. */
export type Event<Type> = Type extends Struct<infer All> ? EventOf<All> : never

/** An event of this struct, as its producer writes it. */
export type Draft<Type> = Type extends Struct<infer All> ? DraftOf<All> : never

/** The fields of this struct as plain data: what `copy` returns. */
export type Values<Type> = Type extends Struct<infer All> ? ValuesOf<All> : never
