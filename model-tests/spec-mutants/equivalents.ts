// Mutants that break nothing, and why. Each is still tried, in the model where it would show most.

/** A mutant that nothing can notice. */
export interface Equivalent {
  /** Its name. */
  readonly mutant: string
  /** The model in which it is tried. */
  readonly model: string
  readonly reason: string
}

const ENDS_IN_TURN = 'who is in no turn has heard of no ending: ends are loaded together with the epoch'
const EXACT = 'the words of a model tell of a sequence no more than it knew: TicketIsExact'

export const EQUIVALENTS: readonly Equivalent[] = [
  {
    mutant: 'Signal/HasFailed part: without InTurn(own)',
    model: 'LifecycleDeath',
    reason: ENDS_IN_TURN,
  },
  {
    mutant: 'Signal/HasClosed part: without InTurn(own)',
    model: 'LifecycleBatches',
    reason: ENDS_IN_TURN,
  },
  {
    mutant: 'Barrier/LoadUpstream bound: Ahead(words.gate[u], own.available) < 1 + 0',
    model: 'SingleProducerFollowerSize1',
    reason: 'where both are the same it does not matter which is taken',
  },
  {
    mutant: 'SingleProducer/Check bound: d >= -1 + c',
    model: 'SingleProducerFollowerSize1',
    reason: 'the gate before has been looked at, and has room: CheckedHasRoom',
  },
  {
    mutant: 'MultiProducer/Publish part: without ~HoldsNothing(producer[p])',
    model: 'MultiProducerSize1',
    reason: 'who holds nothing has written nothing, which is asked next',
  },
  {
    mutant: 'WorkPool/Nothing EXCEPT: without !.unread = {}',
    model: 'WorkPoolFollows',
    reason: 'who holds no ticket forgets it anyway, and a look begins with all of them',
  },
  {
    mutant: 'WorkPool/Nothing EXCEPT: without !.available = Wrap(own.next - 1 + Size)',
    model: 'WorkPool',
    reason: 'who holds no ticket forgets it anyway, and a look begins with it',
  },
  {
    mutant: 'Consumer/Advance EXCEPT: without !.kept = consumer[c].kept',
    model: 'SingleProducerFlushes',
    reason:
      'a gate moves where nothing is kept any more; in SingleProducerForgetful, which moves it sooner, this shows',
  },
  ...['next = next', 'last = last', 'taken = taken', 'front = next'].map((update) => ({
    mutant: `WorkPool/LoadDone EXCEPT: without !.${update}`,
    model: 'WorkPool',
    reason: EXACT,
  })),
]
