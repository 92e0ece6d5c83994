// Payloads of one word and of sixteen: each is written whole, and each is read whole.
import { addTo, addUnordered, payloadFrom, senderOf } from '../../../core/samples/payload.ts'
import type { Task } from './task.ts'

export { addTo, addUnordered, payloadFrom, senderOf }

/** A word that is no producer's: the last of a phase of ping-pong, where nothing else says that it is over. */
export const STOP = 3

export function isStop(word: number): boolean {
  return senderOf(word) === STOP
}

export const WORD = Int32Array.BYTES_PER_ELEMENT

export function wordsOf({ bytes }: Pick<Task, 'bytes'>): number {
  return bytes / WORD
}

/** Shared words: slots or results, all zero. */
export function sharedWords(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * WORD))
}

/** Writes a payload at an index: its word, or its word and the fifteen numbers after it. */
export type Write = (words: Int32Array, at: number, payload: number) => void

export function writerOf(task: Task): Write {
  return wordsOf(task) === 1 ? writeOne : writeAll
}

const writeOne: Write = (words, at, payload) => {
  words[at] = payload
}

const writeAll: Write = (words, at, payload) => {
  for (let word = 0; word < 16; word++) words[at + word] = payload + word
}

/** Reads a payload at an index: the sum of its words, as 32 bits. */
export type Fold = (words: Int32Array, at: number) => number

export function folderOf(task: Task): Fold {
  return wordsOf(task) === 1 ? foldOne : foldAll
}

const foldOne: Fold = (words, at) => words[at]!

const foldAll: Fold = (words, at) => {
  let sum = 0
  for (let word = 0; word < 16; word++) sum = (sum + words[at + word]!) | 0
  return sum
}
