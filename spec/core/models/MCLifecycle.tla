----------------------------- MODULE MCLifecycle -----------------------------
(***************************************************************************)
(* What closing and failing need beside the .cfg files of their models of  *)
(* several producers: designs that do not work.                            *)
(***************************************************************************)
EXTENDS MCMultiProducer

\* A producer loads the state, and then claims: a claim made after the close is accepted, and lost.
LoadStateFirst(p) ==
  /\ HoldsNothing(producer[p])
  /\ IF words.ends["consumed"] # {} THEN SetProducer(p, Refused)
     ELSE SetProducer(p, [producer[p] EXCEPT !.pc = "Exchange", !.n = 1])
  /\ UNCHANGED <<words, slots>>

ClaimAfterwards(p) ==
  /\ producer[p].pc = "Exchange"
  /\ words' = [words EXCEPT !.cursor = Doubled(@ + 2)]
  /\ SetProducer(p, Check([producer[p] EXCEPT !.hasClaimed = TRUE, !.word = 2 * HalfOf(words.cursor)], Gating))
  /\ UNCHANGED slots

\* Half the range of a word is added to the cursor: refused claims advance it until it looks open again.
IsFar(word) == Ahead(HalfOf(word), words.gate[1]) \notin 0 .. Size + Cardinality(Producers) + 1

CloseByHalf(o) ==
  /\ consumer[o].pc = "Idle"
  /\ words' = [words EXCEPT !.cursor = Doubled(@ + 2 * (Modulus \div 2))]
  /\ SetController(o, [consumer[o] EXCEPT !.pc = "StoreFinal", !.word = words.cursor])
  /\ UNCHANGED slots

ClaimUnlessFar(p) ==
  /\ HoldsNothing(producer[p])
  /\ words' = [words EXCEPT !.cursor = Doubled(@ + 2)]
  /\ SetProducer(p, IF IsFar(words.cursor) THEN NoClaim
                    ELSE Check([producer[p] EXCEPT !.n = 1, !.hasClaimed = TRUE, !.word = words.cursor], Gating))
  /\ UNCHANGED slots

=============================================================================
