-------------------------------- MODULE Voids --------------------------------
(***************************************************************************)
(* Void events: a producer whose fill threw must publish what others have  *)
(* claimed behind, so it marks the slot, and readers pass over it.         *)
(*                                                                         *)
(* Marks are plain bytes, and so is the word that says whether there are   *)
(* some: the ring orders them. A plain look may be old. Each thread        *)
(* therefore has what it `knows` of that word: it learns of it where the   *)
(* ring makes one thread see another, at a publish, at a gate, at a claim. *)
(*                                                                         *)
(* The ring is the contract of spec/core/Sequencer.tla, in single steps.   *)
(* To see it fail: npm run tlc -- VoidsUncleared                           *)
(* Twin: src/disruptor/Voids.ts, with EventProducer.ts and Run.ts          *)
(***************************************************************************)
EXTENDS Integers, Sequences

CONSTANTS Size, Producers, Readers, Last  \* the number of events

ASSUME Size \in Nat \ {0} /\ Last \in Nat /\ Producers \cap Readers = {}

VARIABLES
  claimed,    \* how many sequences have been claimed
  published,  \* for each sequence: what its publisher knew, or Unpublished
  gate,       \* for each reader: how many events it has let go of, and what it knew then
  some,       \* 1 once an event has been void, else 0
  marks,      \* for each slot, whether its event is void
  producer, reader,
  given,      \* for each sequence that was claimed, whether it is void
  seen        \* for each reader, the sequences it has handled, and those that it has passed over

vars == <<claimed, published, gate, some, marks, producer, reader, given, seen>>

Unpublished == -1
Max(a, b) == IF a > b THEN a ELSE b
SlotOf(sequence) == sequence % Size

\* The accesses of a producer once it has claimed, in order.
WithContent == <<"LookAtSome", "Clear", "Publish">>
WithoutContent == <<"SetSome", "Mark", "Publish">>

\* What a claim learns from the gates that let it have its slot.
LearnsAt(p, knows) == Max(producer[p].knows, knows)

Init ==
  /\ claimed = 0 /\ some = 0
  /\ published = [s \in 0 .. Last - 1 |-> Unpublished]
  /\ gate = [r \in Readers |-> [next |-> 0, knows |-> 0]]
  /\ marks = [slot \in 0 .. Size - 1 |-> FALSE]
  /\ producer = [p \in Producers |-> [todo |-> <<>>, sequence |-> 0, knows |-> 0]]
  /\ reader = [r \in Readers |-> [pc |-> "LoadPublished", next |-> 0, knows |-> 0]]
  /\ given = <<>>
  /\ seen = [r \in Readers |-> [handled |-> {}, passed |-> {}]]

TypeOK ==
  /\ claimed \in 0 .. Last /\ some \in 0 .. 1
  /\ published \in [0 .. Last - 1 -> Unpublished .. 1]
  /\ gate \in [Readers -> [next : 0 .. Last, knows : 0 .. 1]]
  /\ marks \in [0 .. Size - 1 -> BOOLEAN]
  /\ \A p \in Producers : producer[p].knows \in 0 .. some /\ Len(producer[p].todo) <= 3
  /\ \A r \in Readers : reader[r].pc \in {"LoadPublished", "LookAtSome", "LookAtMark", "Advance"}

-----------------------------------------------------------------------------
(* A producer. *)

Least(values) == CHOOSE least \in values : \A other \in values : least <= other
Greatest(values) == CHOOSE most \in values : \A other \in values : most >= other

Claim(p) ==
  /\ producer[p].todo = <<>>
  /\ claimed < Last
  /\ claimed - Least({gate[r].next : r \in Readers}) < Size
  /\ \E isVoid \in BOOLEAN :
       /\ given' = Append(given, isVoid)
       /\ producer' = [producer EXCEPT ![p] =
            [todo |-> IF isVoid THEN WithoutContent ELSE WithContent, sequence |-> claimed,
             knows |-> LearnsAt(p, Greatest({gate[r].knows : r \in Readers}))]]
  /\ claimed' = claimed + 1
  /\ UNCHANGED <<published, gate, some, marks, reader, seen>>

\* The next access of a producer is of this kind; it goes on with what is left of the others.
Does(p, access) == producer[p].todo # <<>> /\ Head(producer[p].todo) = access
Done(p) == [producer[p] EXCEPT !.todo = Tail(@)]

SetSome(p) ==
  /\ Does(p, "SetSome")
  /\ some' = 1
  /\ producer' = [producer EXCEPT ![p] = [Done(p) EXCEPT !.knows = 1]]
  /\ UNCHANGED <<claimed, published, gate, marks, reader, given, seen>>

Mark(p) ==
  /\ Does(p, "Mark")
  /\ marks' = [marks EXCEPT ![SlotOf(producer[p].sequence)] = TRUE]
  /\ producer' = [producer EXCEPT ![p] = Done(p)]
  /\ UNCHANGED <<claimed, published, gate, some, reader, given, seen>>

\* A plain look: at what the thread knows, or at anything later. Where there has been no void event, no slot is marked.
LookAtSome(p) ==
  /\ Does(p, "LookAtSome")
  /\ \E found \in producer[p].knows .. some :
       producer' = [producer EXCEPT ![p] = IF found = 0 THEN [Done(p) EXCEPT !.todo = Tail(@)] ELSE Done(p)]
  /\ UNCHANGED <<claimed, published, gate, some, marks, reader, given, seen>>

Clear(p) ==
  /\ Does(p, "Clear")
  /\ marks' = [marks EXCEPT ![SlotOf(producer[p].sequence)] = FALSE]
  /\ producer' = [producer EXCEPT ![p] = Done(p)]
  /\ UNCHANGED <<claimed, published, gate, some, reader, given, seen>>

Publish(p) ==
  /\ Does(p, "Publish")
  /\ published' = [published EXCEPT ![producer[p].sequence] = producer[p].knows]
  /\ producer' = [producer EXCEPT ![p] = Done(p)]
  /\ UNCHANGED <<claimed, gate, some, marks, reader, given, seen>>

-----------------------------------------------------------------------------
(* A reader. *)

SetReader(r, state) == reader' = [reader EXCEPT ![r] = state]

LoadPublished(r) ==
  /\ reader[r].pc = "LoadPublished" /\ reader[r].next < Last
  /\ published[reader[r].next] # Unpublished
  /\ SetReader(r, [reader[r] EXCEPT !.pc = "LookAtSome", !.knows = Max(@, published[reader[r].next])])
  /\ UNCHANGED <<claimed, published, gate, some, marks, producer, given, seen>>

Handle(r) == seen' = [seen EXCEPT ![r].handled = @ \cup {reader[r].next}]
PassOver(r) == seen' = [seen EXCEPT ![r].passed = @ \cup {reader[r].next}]

ReaderLooksAtSome(r) ==
  /\ reader[r].pc = "LookAtSome"
  /\ \E found \in reader[r].knows .. some :
       IF found = 0 THEN SetReader(r, [reader[r] EXCEPT !.pc = "Advance"]) /\ Handle(r)
       ELSE SetReader(r, [reader[r] EXCEPT !.pc = "LookAtMark"]) /\ UNCHANGED seen
  /\ UNCHANGED <<claimed, published, gate, some, marks, producer, given>>

LookAtMark(r) ==
  /\ reader[r].pc = "LookAtMark"
  /\ IF marks[SlotOf(reader[r].next)] THEN PassOver(r) ELSE Handle(r)
  /\ SetReader(r, [reader[r] EXCEPT !.pc = "Advance"])
  /\ UNCHANGED <<claimed, published, gate, some, marks, producer, given>>

Advance(r) ==
  /\ reader[r].pc = "Advance"
  /\ LET next == reader[r].next + 1
     IN /\ gate' = [gate EXCEPT ![r] = [next |-> next, knows |-> reader[r].knows]]
        /\ SetReader(r, [reader[r] EXCEPT !.pc = "LoadPublished", !.next = next])
  /\ UNCHANGED <<claimed, published, some, marks, producer, given, seen>>

-----------------------------------------------------------------------------

Produces(p) == Claim(p) \/ SetSome(p) \/ Mark(p) \/ LookAtSome(p) \/ Clear(p) \/ Publish(p)
Reads(r) == LoadPublished(r) \/ ReaderLooksAtSome(r) \/ LookAtMark(r) \/ Advance(r)

\* Stutter at the end, so that TLC reports no deadlock.
AllRead == (\A r \in Readers : gate[r].next = Last) /\ UNCHANGED vars

Next == (\E p \in Producers : Produces(p)) \/ (\E r \in Readers : Reads(r)) \/ AllRead

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* Safety. *)

\* Handlers see each event with content, and no void one.
SeenAsGiven ==
  \A r \in Readers :
    /\ \A s \in seen[r].handled : ~given[s + 1]
    /\ \A s \in seen[r].passed : given[s + 1]

\* No mark is written while another thread looks at it or writes it: so it may be a plain byte.
Writes(p) == Does(p, "Mark") \/ Does(p, "Clear")

NoDataRace ==
  \A p \in Producers :
    Writes(p) =>
      /\ \A q \in Producers \ {p} : Writes(q) => SlotOf(producer[q].sequence) # SlotOf(producer[p].sequence)
      /\ \A r \in Readers :
           reader[r].pc = "LookAtMark" => SlotOf(reader[r].next) # SlotOf(producer[p].sequence)

=============================================================================
