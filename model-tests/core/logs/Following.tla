------------------------------ MODULE Following ------------------------------
(***************************************************************************)
(* Replays logs of real threads, line by line, from the initial state.     *)
(*                                                                         *)
(* A line is one step of one thread. The spec takes it if it has a step of *)
(* that thread and that name which finds the logged value in the word,     *)
(* leaves the logged value there, changes no other word, and makes the     *)
(* caller's logged decision. The actions are the spec's own; this module   *)
(* only compares them with the log. No line is skipped: one that cannot be *)
(* taken ends its log and is printed with the state of the spec.           *)
(***************************************************************************)
EXTENDS Lifecycle, Sequences

CONSTANTS
  Logs,         \* each a sequence of lines
  Explained     \* the logs whose divergence from the spec is printed, which takes twice the time

VARIABLES
  log,          \* the log being followed
  line,         \* its next line
  bumps         \* bumps[signal]: the bumps of its epoch; the spec stores the epoch relative to each waiter only

following == <<log, line, bumps>>

-----------------------------------------------------------------------------
(* A line: the thread, the action, the word (0: none), its value before (-1: the access does not return it) and
   after, the value expected there, and a number and a Boolean whose meaning depends on the action. *)

Kind(l) == l[1]
Number(l) == l[2]
Action(l) == l[3]
WordOf(l) == l[4]
Before(l) == l[5]
LeftIn(l) == l[6]
Expected(l) == l[7]
Told(l) == l[8]
Answer(l) == l[9]

Own(l) == IF Kind(l) = "producer" THEN producer[Number(l)] ELSE consumer[Number(l)]
Then(l) == IF Kind(l) = "producer" THEN producer'[Number(l)] ELSE consumer'[Number(l)]

-----------------------------------------------------------------------------
(* The words as the source stores them: sequences and laps are doubled, and the lowest bit is the mark. *)

Bit(holds) == IF holds THEN 1 ELSE 0

Marked(word, place) == 2 * word + Bit(IsMarked(place))

IsSeveral == "lap" \in DOMAIN words

CursorAndLaps ==
  IF IsSeveral
  THEN <<words.cursor>> \o [s \in 1 .. Size |-> Marked(words.lap[s - 1], LapWord(s - 1))]
  ELSE <<Marked(words.cursor, CursorWord)>>

Gates == [c \in 1 .. Cardinality(Consumers) |-> Marked(words.gate[c], GateWord(c))]

Tickets == IF Pools = {} THEN <<>> ELSE <<2 * words.take>> \o [s \in 1 .. Size |-> words.done[s - 1]]

\* The consumers with an owner word: those that others follow, if threads may crash.
Asked == SelectSeq([c \in 1 .. Cardinality(Consumers) |-> c], LAMBDA c : Supervisors # {} /\ c \in Followed)

OwnerWord(owner) == CASE owner = "taken" -> 1 [] owner = "dead" -> 2 [] owner = "left" -> 3

OwnerWords == [n \in 1 .. Len(Asked) |-> OwnerWord(words.owner[Asked[n]])]

Epoch(signal) == 4 * bumps[signal] + Bit("closed" \in words.ends[signal]) + 2 * Bit("failed" \in words.ends[signal])

Image == CursorAndLaps \o Gates \o Tickets \o OwnerWords \o <<Epoch("published"), Epoch("consumed"), 2 * words.final>>

SignalAt(word) == IF word = Len(Image) - 2 THEN "published" ELSE "consumed"

\* The index of a word in the image. The source lists the words in the same order.
AtCursor == 1
AtLap(slot) == 2 + slot
AtGate(c) == Len(CursorAndLaps) + c
AtTake == Len(CursorAndLaps) + Len(Gates) + 1
AtDone(slot) == AtTake + 1 + slot
AtOwner(c) == Len(CursorAndLaps) + Len(Gates) + Len(Tickets) + Cardinality({d \in Followed : d <= c})
AtEpoch(signal) == Len(Image) - IF signal = "published" THEN 2 ELSE 1
AtFinal == Len(Image)

AtPlace(place) ==
  CASE place[1] = "cursor" -> AtCursor
    [] place[1] = "lap" -> AtLap(place[2])
    [] place[1] = "gate" -> AtGate(place[2])

Sleepers(signal) ==
  Cardinality({r \in Readers : SignalOf(r) = signal /\ consumer[r].wait.asleep})
  + IF signal = "consumed" THEN Cardinality({p \in Producers : producer[p].wait.asleep}) ELSE 0

-----------------------------------------------------------------------------

\* What the words do not show: the caller's decision, and what the call returned.
IsAsTold(l) ==
  LET own == Own(l)
      then == Then(l)
      told == Told(l)
      answer == Answer(l)
  IN CASE Action(l) = "BeginClaim" ->
            IF then.n = 0 THEN then.claimed = Wrap(own.claimed + told) ELSE then.n = told /\ then.waits = answer
       [] Action(l) \in {"BeginPoll", "BeginWork"} -> then.limit = told /\ then.waits = answer
       [] Action(l) = "LoadTake" -> own.pc = "Idle" => then.limit = told /\ then.waits = answer
       [] Action(l) = "LoadNext" -> own.pc = "Idle" /\ then.pc # "Ended" => then.n = told /\ then.waits = answer
       [] Action(l) = "Claim" -> then.pc # "Ended" => then.n = told
       [] Action(l) \in {"BeginWrite", "EndWrite"} -> Wrap(own.written + 1) = Wrap(told)
       [] Action(l) \in {"BeginRead", "BeginTask"} -> own.next = Wrap(told) /\ answer = (own.next = own.last)
       [] Action(l) = "EndRead" -> own.next = Wrap(told) /\ answer = (then.next = own.next)
       [] Action(l) = "EndTask" -> own.next = Wrap(told) /\ answer = (then.pc # "Finish")
       [] Action(l) = "Sleep" -> then.wait.asleep = answer /\ (answer => Expected(l) = Before(l))
       [] Action(l) \in {"Notify", "NotifyAll"} -> told = Sleepers(SignalAt(WordOf(l)))
       [] Action(l) = "Exchange" -> Expected(l) = own.word
       [] Action(l) = "Take" -> Expected(l) = 2 * own.next
       \* Nobody else changes the owner word of a consumer that has died, or that leaves.
       [] Action(l) \in {"Bury", "Leave"} -> Expected(l) = Before(l)
       [] OTHER -> TRUE

\* A producer waits for consumption and bumps on publishing; all readers bump on consuming.
WaitsAt(l) == AtEpoch(IF Kind(l) = "producer" THEN "consumed" ELSE SignalOf(Number(l)))
MovesAt(l) == AtEpoch(IF Kind(l) = "producer" THEN "published" ELSE "consumed")

\* The word that an action accesses, from the spec's state: a value alone would not identify it.
WordOfAction(l) ==
  LET own == Own(l)
  IN CASE Action(l) \in {"LoadCursor", "LoadNext", "Exchange", "Claim", "CloseCursor"} -> AtCursor
       [] Action(l) = "LoadGate" -> AtGate(own.checking)
       [] Action(l) = "LoadUpstream" -> AtGate(Min(own.unread))
       [] Action(l) = "Probe" -> AtLap(SlotOf(own.available + 1))
       [] Action(l) = "LoadLap" -> AtLap(SlotOf(own.word \div 2))
       [] Action(l) = "Publish" -> IF IsSeveral THEN AtLap(SlotOf(own.next)) ELSE AtCursor
       [] Action(l) \in {"LoadTake", "Take"} -> AtTake
       [] Action(l) = "LoadDone" -> AtDone(SlotOf(own.next))
       [] Action(l) = "Finish" -> AtDone(SlotOf(own.next))
       [] Action(l) = "Arrive" -> AtDone(SlotOf(own.front))
       [] Action(l) \in {"Advance", "MoveGate"} -> AtGate(GateOf(Number(l)))
       [] Action(l) \in {"LoadEpoch", "Sleep"} -> WaitsAt(l)
       [] Action(l) = "Mark" -> AtPlace(own.wait.blockedOn)
       [] Action(l) \in {"Bump", "Notify"} -> MovesAt(l)
       [] Action(l) \in {"Tell", "TellAgain", "NotifyAll"} -> AtEpoch(IF own.at = "none" THEN "published" ELSE own.at)
       [] Action(l) = "Bury" -> AtOwner(Min(Unburied))
       [] Action(l) = "Leave" -> AtOwner(Number(l))
       [] Action(l) = "LoadOwner" -> AtOwner(own.wait.blockedOn[2])
       [] Action(l) \in {"LoadFinal", "StoreFinal"} -> AtFinal
       [] OTHER -> 0

\* The thread has nothing left to do; a supervisor has announced every crash.
HasEnded(l) == Own(l).pc = "Ended" /\ (Kind(l) = "supervisor" => Unburied = {})

\* Within a call a thread is about to take one action, the one named by its pc.
StandsBefore(l) == Own(l).pc = Action(l) /\ Own(l).pc # "Idle"

Finds(l) ==
  /\ WordOf(l) = WordOfAction(l)
  /\ IF WordOf(l) = 0 THEN TRUE ELSE Before(l) \in {-1, Image[WordOf(l)]}

Counts(l) ==
  bumps' = IF Action(l) \in {"Bump", "TellAgain"} THEN [bumps EXCEPT ![SignalAt(WordOf(l))] = @ + 1] ELSE bumps

LeavesTheRest(l) == Image' = IF WordOf(l) = 0 THEN Image ELSE [Image EXCEPT ![WordOf(l)] = LeftIn(l)]

IsFollowed == line > Len(Logs[log])

Line == Logs[log][line]

SayFollowed == PrintT(ToString(<<"FOLLOWED", log>>))

SayParted == PrintT(ToString(<<"PARTED", log, line, Own(Line), Image>>))

Begins == log \in 1 .. Len(Logs) /\ line = 1 /\ bumps = [signal \in Signals |-> 0]

=============================================================================
