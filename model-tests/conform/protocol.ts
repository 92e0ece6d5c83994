// What a port is sent, and what it answers: one JSON value a line. docs/driver.md describes it.

import type { TourHead } from '../core/tour.ts'
import type { Line } from '../harness/tour/tour.ts'

/** An atomic access: the operation, the word, the operands, and the result; null where it has none. */
export type Access = readonly [
  op: string,
  word: string,
  operands: readonly number[],
  result: number | 'sleeps' | 'goes on' | null,
]

/** A port's state after a line, and the access of its step. */
export interface Answer {
  /** Null after a step of the caller, and at the start of a script. */
  readonly access: Access | null
  /** What each thread could do next. */
  readonly offers: readonly (readonly string[])[]
  /** Each word, as 32 bits; signed or not. */
  readonly words: readonly number[]
  /** The sequence of the event in each slot; null if never written, or half written. */
  readonly slots: readonly (number | null)[]
}

/** The line that begins a script: a new ring, with sequences that begin at `start`. */
export function openingOf(head: TourHead, start: number): string {
  const { size, producers, consumers, pools, callers, closers, supervisors, threads, words } = head
  const ring = { size, start, producers, consumers, pools, callers, closers, supervisors, threads, words }
  return JSON.stringify({ ring })
}

/** The line of a step: the thread's number, the action, and the caller's decision; a shift only where there is one. */
export function stepOf({ thread, action, decision, shift }: Line): string {
  const step = [thread, action, decision]
  return JSON.stringify({ step: shift === 0 ? step : [...step, shift] })
}

/** A port's own word that it cannot take a step. */
export interface Refusal {
  readonly error: string
}

/** Parses an answer; returns a clause that says what is wrong with it if it is none. */
export function parseAnswer(line: string, { threads, words, size }: TourHead): Answer | Refusal | string {
  const value = parsed(line)
  if (value === undefined) return 'is not JSON'
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is not an object'
  const { access = null, offers, words: held, slots, error } = value as Record<string, unknown>
  if (typeof error === 'string') return { error }
  if (!isAccess(access)) return 'has no access of the form [op, word, operands, result], or null'
  if (!isList(offers, threads.length, isTexts)) return `must have offers of ${threads.length} threads`
  if (!isList(held, words.length, isInteger)) return `must have ${words.length} words, as integers`
  if (!isList(slots, size, isSlot)) return `must have ${size} slots, each an integer or null`
  return { access, offers, words: held, slots }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function isList<T>(value: unknown, length: number, is: (each: unknown) => each is T): value is T[] {
  return Array.isArray(value) && value.length === length && value.every(is)
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

function isSlot(value: unknown): value is number | null {
  return value === null || isInteger(value)
}

function isAccess(value: unknown): value is Access | null {
  if (value === null) return true
  if (!Array.isArray(value) || value.length !== 4) return false
  const [op, word, operands, result] = value
  const isResult = result === null || isInteger(result) || result === 'sleeps' || result === 'goes on'
  return typeof op === 'string' && typeof word === 'string' && isResult && isOperands(operands)
}

function isOperands(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isInteger)
}
