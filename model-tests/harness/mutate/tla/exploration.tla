(***************************************************************************)
(* How mutants are explored beside the original model: the tail of a       *)
(* generated module, see generate.ts.                                      *)
(*                                                                         *)
(* The states of the model are those with mutant = 0. Every mutant is      *)
(* tried from each of them: steps that the model has too are counted and   *)
(* dropped; any other step means that the mutant has strayed, and it is    *)
(* explored from there until a property notices it. Each mutant has its    *)
(* own registers.                                                          *)
(***************************************************************************)
M_Done(m) == 5 * m          \* whether m is explored no further
M_Seen(m) == 5 * m + 1      \* of the model (m = 0): the number of states
M_Steps(m) == 5 * m + 2     \* the number of steps taken that the model does not have
M_Here(m) == 5 * m + 3      \* the successors of the last state that m has in common with the model
M_Left(m) == 5 * m + 4      \* of a control: the number of mutants of its definition not done
M_All == 5 * (M_Mutants + Cardinality(M_Controls)) + 5      \* the number of mutants not done

M_Count(register) == TLCSet(register, TLCGet(register) + 1)
M_Goes(m) == TLCGet(M_Done(m)) = 0

ASSUME \A register \in 0 .. M_All : TLCSet(register, 0)
ASSUME TLCSet(M_All, M_Mutants)
ASSUME \A m \in M_Controls : TLCSet(M_Left(m), Cardinality(M_Members[m]))

\* A mutant is done: it is explored no further.
M_End ==
  /\ TLCSet(M_Done(mutant), 1)
  /\ TLCSet(M_Left(M_ControlOf[mutant]), TLCGet(M_Left(M_ControlOf[mutant])) - 1)
  /\ TLCSet(M_All, TLCGet(M_All) - 1)
M_Killed(name) == PrintT(<<"KILLED", mutant, name>>) /\ M_End /\ FALSE

M_Strayed == -2

MutantsInit == Init /\ mutant = 0 /\ had = -1

\* The model stops once all mutants are done.
M_Model == mutant = 0 /\ TLCGet(M_All) > 0 /\ Next /\ UNCHANGED <<mutant, had>>

\* In a state of the model: choose a mutant that may allow a step here, or a control, to see whether there are steps
\* here.
M_Choose ==
  /\ mutant = 0
  /\ \E m \in M_Controls \cup M_Direct :
       /\ IF m \in M_Controls THEN TLCGet(M_Left(m)) > 0 ELSE M_Goes(m)
       /\ mutant' = m
       /\ UNCHANGED <<vars, had>>

\* A step of the mutant; before it has strayed, only a step that involves its definition.
M_Break ==
  /\ mutant > 0 /\ M_Goes(mutant)
  /\ TLCSet(M_Here(mutant), {})
  /\ Broken_Next
  /\ had' = M_Strayed /\ UNCHANGED mutant

\* Where the control has steps, the mutant must have as many; if it has fewer, it is noticed.
M_Follow ==
  /\ mutant \in M_Controls
  /\ TLCGet(M_Here(mutant)) # {}
  /\ \E m \in M_Members[mutant] :
       /\ M_Goes(m)
       /\ mutant' = m /\ had' = Cardinality(TLCGet(M_Here(mutant)))
       /\ UNCHANGED vars

\* All steps of a state have been taken.
M_Conclude ==
  /\ M_Goes(mutant)
  /\ IF mutant = 0 THEN M_Count(M_Seen(0)) /\ TLCGet(M_Seen(0)) = M_Distinct /\ PrintT(<<"WHOLE", M_Distinct>>)
     ELSE IF had = M_Strayed THEN TLCGet(M_Here(mutant)) = {} /\ M_Killed("deadlock")
     ELSE IF mutant \in M_Controls THEN TRUE
     ELSE /\ Cardinality(TLCGet(M_Here(mutant))) < had /\ TLCGet(M_Steps(mutant)) = 0
          /\ PrintT(<<"MISSING", mutant>>) /\ M_End
  /\ FALSE

MutantsNext == M_Model \/ M_Choose \/ M_Break \/ M_Follow \/ M_Conclude

\* The mutant has strayed: is it noticed? It may take M_MostSteps steps from there.
M_Check ==
  /\ PrintT(<<"STRAYED", mutant>>)
  /\ M_Count(M_Steps(mutant))
  /\ LET noticed == M_Noticed
     IN IF noticed # "" THEN M_Killed(noticed)
        ELSE IF TLCGet(M_Steps(mutant)) > M_MostSteps THEN M_End /\ FALSE
        ELSE TRUE

\* A step that the model has as well leads nowhere new.
M_Watched ==
  IF had' # M_Strayed THEN TRUE
  ELSE IF ~M_Goes(mutant) THEN FALSE
  ELSE IF had = M_Strayed THEN TLCSet(M_Here(mutant), {0}) /\ M_Check
  ELSE IF Next THEN TLCSet(M_Here(mutant), TLCGet(M_Here(mutant)) \cup {vars'}) /\ FALSE
  ELSE M_Check
