// Equivalent mutants of the specs, with reasons. Each is still tried, in the model most likely to notice it.

/** A mutant that nothing can notice. */
export interface Equivalent {
  /** Its name, as `nameOf` gives it. */
  readonly mutant: string
  /** The model in which it is tried. */
  readonly model: string
  readonly reason: string
}

const ENDS_IN_TURN = 'without an epoch no ending has been observed: endings are loaded with the epoch'
const EXACT = 'within a model words determine sequences exactly: TicketIsExact'

export const EQUIVALENTS: readonly Equivalent[] = [
  {
    mutant: 'Signal/HasFailed part: without HasEpoch(self)',
    model: 'LifecycleDeath',
    reason: ENDS_IN_TURN,
  },
  {
    mutant: 'Signal/HasClosed part: without HasEpoch(self)',
    model: 'LifecycleBatches',
    reason: ENDS_IN_TURN,
  },
  {
    mutant: 'Barrier/LoadUpstream bound: Ahead(words.gate[u], self.available) < 1 + 0',
    model: 'SingleProducerFollowerSize1',
    reason: 'the two values are equal, so either may be taken',
  },
  {
    mutant: 'SingleProducer/Check bound: d >= -1 + c',
    model: 'SingleProducerFollowerSize1',
    reason: 'the previous gate has been checked, and leaves room: CheckedHasRoom',
  },
  {
    mutant: 'MultiProducer/Publish part: without ~HoldsNothing(producer[p])',
    model: 'MultiProducerSize1',
    reason: 'a producer without a claim has written nothing, which the next conjunct excludes',
  },
  {
    mutant: 'WorkPool/WorkerNotFound EXCEPT: without !.unread = {}',
    model: 'WorkPoolFollows',
    reason: 'a worker without a ticket resets it anyway, and an attempt begins with all of them',
  },
  {
    mutant: 'WorkPool/WorkerNotFound EXCEPT: without !.available = Wrap(self.next - 1 + Size)',
    model: 'WorkPool',
    reason: 'a worker without a ticket resets it anyway, and an attempt begins with it',
  },
  {
    mutant: 'Consumer/Advance EXCEPT: without !.kept = self.kept',
    model: 'SingleProducerFlushes',
    reason: 'when the gate moves nothing is kept; SingleProducerForgetful, which moves it sooner, shows it',
  },
  {
    mutant: 'Consumer/StandsAside part: without self.waits',
    model: 'SingleProducerTakes',
    reason:
      'where a thread advances meanwhile, models have only takes that wait: others return before it could',
  },
  ...['next = next', 'last = last', 'taken = taken', 'front = next'].map((update) => ({
    mutant: `WorkPool/LoadDone EXCEPT: without !.${update}`,
    model: 'WorkPool',
    reason: EXACT,
  })),
]
