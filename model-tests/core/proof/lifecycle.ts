// Waking waiters, and announcing how the ring ends: parts of the actions of both models.
import type { ActionDraft } from '../../harness/smt/model.ts'
import { bumped, type Own, ownOf } from './waiting.ts'

/** Consumers that sleep or are about to, as the bound variable d. */
const reader = ownOf('consumer', 'd')

/** Threads that end the ring and are not its producers. */
const other = ownOf('other', 'o')

/** A producer that has published wakes the consumers that lead. */
export function wakersOf(
  own: Own,
  params: readonly string[],
): Readonly<Record<'Bump' | 'Notify', ActionDraft>> {
  const [missed, asleep] = [reader('wait.missed'), reader('wait.asleep')]
  return {
    Bump: {
      params,
      guard: [`${own('pc')} = Bump`],
      next: { [missed]: `if leads(d) then (${bumped(reader)}) else ${missed}`, [own('pc')]: 'Notify' },
    },
    Notify: {
      params,
      guard: [`${own('pc')} = Notify`],
      next: { [asleep]: `${asleep} and not leads(d)`, [own('pc')]: 'Idle' },
    },
  }
}

/** Having announced the end on a signal, a thread wakes its sleepers; after the second signal it goes to `last`. */
export function notifyAll(own: Own, params: readonly string[], last: 'Idle' | 'Ended'): ActionDraft {
  const [asleep, at] = [reader('wait.asleep'), own('at')]
  return {
    params,
    guard: [`${own('pc')} = NotifyAll`],
    next: {
      [asleep]: `${asleep} and leads(d) # (${at} = published)`,
      [own('pc')]: `if ${at} = published then Tell else ${last}`,
      [at]: `if ${at} = published then consumed else nowhere`,
    },
  }
}

/** Threads that end the ring beside its producers, which may wait for room: any of them, or the only one. */
export function tellersOf(producer: '' | 'q'): Readonly<Record<'TellAgain' | 'NotifyAll', ActionDraft>> {
  const claimer = ownOf('producer', producer)
  const [asleep, readers] = [claimer('wait.asleep'), notifyAll(other, ['o: Other'], 'Ended')]
  const next = { ...readers.next, [asleep]: `${asleep} and ${other('at')} = published` }
  return { TellAgain: tellAgain(claimer), NotifyAll: { ...readers, next } }
}

/** Bumps the epoch, so that threads about to sleep look again. */
function tellAgain(claimer: Own): ActionDraft {
  const [at, seen, missed] = [other('at'), reader('wait.missed'), claimer('wait.missed')]
  return {
    params: ['o: Other'],
    guard: [`${other('pc')} = TellAgain`],
    next: {
      [seen]: `if leads(d) = (${at} = published) then (${bumped(reader)}) else ${seen}`,
      [missed]: `if ${at} = consumed then (${bumped(claimer)}) else ${missed}`,
      [other('pc')]: 'NotifyAll',
    },
  }
}
