// Events: what the slots of a ring hold, as structs and messages over shared memory.
export { type Bytes, type BytesType, bytes, type DraftBytes } from './bytes.ts'
export { type Fault, FieldError } from './errors.ts'
export type {
  Assigned,
  Copying,
  DraftOf,
  EventOf,
  Field,
  Fields,
  ReadOf,
  Setting,
  ValueOf,
  ValuesOf,
  WriteOf,
} from './fields.ts'
export type {
  ArrayForm,
  EventLayout,
  EventType,
  FieldLayout,
  Form,
  InnerForm,
  MessageLayout,
  OneOfForm,
  ScalarForm,
  StructLayout,
  TextForm,
  Versioned,
} from './forms.ts'
export { type ArrayType, array, type DraftItems, type Items } from './items.ts'
export type { FieldType } from './kind.ts'
export {
  type Message,
  type MessageOptions,
  type MessageType,
  type MessageWriter,
  message,
} from './message.ts'
export { type OneOf, oneOf } from './oneOf.ts'
export {
  type AnyEvent,
  attachSlots,
  checkSame,
  createSlots,
  type Reader,
  type ReaderOf,
  type Slots,
  type SlotsHandle,
  type Writer,
  type WriterOf,
} from './Slots.ts'
export { type Draft, type Event, type Struct, type StructOptions, struct, type Values } from './Struct.ts'
export type { Scalars } from './scalars.ts'
export { type Utf8, utf8 } from './utf8.ts'
