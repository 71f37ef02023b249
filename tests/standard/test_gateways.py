"""Gateways and flows as BPMN 2.0.2, 8.3.13, 10.6 and 13.4, has them."""

from tests.standard.stories import Story, on_stages

STORIES = [
    Story(
        "a sequence is a sequence",
        "S > U1 > T1 > M1 > U2 > E",
        """
        start => S
        open U1
        do U1 =>> U1 T1 M1
        do U2 =>> U2 E
        state completed
        outcome E
        flows S-U1 U1-T1 T1-M1 M1-U2 U2-E
        ended S=completed U1=completed E=completed
        """,
    ),
    Story(
        "an exclusive gateway takes the one flow whose condition is true",
        """
        S > X >[a = 1] U1 > E1
        X >[a = 2] U2 > E2
        """,
        """
        start a=2 =>> S X
        open U2
        do U2 =>> U2 E2
        flows S-X X-U2 U2-E2
        outcome E2
        """,
    ),
    Story(
        "of several true conditions an exclusive gateway takes the first",
        """
        S > X >[a > 5] U1 > E
        X >[a > 1] U2 > E
        X >[a > 0] U3 > E
        """,
        """
        start a=3 => S X
        open U2
        """,
    ),
    Story(
        "no true condition takes the default flow",
        """
        S > X >[default] U1 > E
        X >[a = 1] U2 > E
        """,
        """
        start a=7 => S X
        open U1
        """,
    ),
    Story(
        "a default flow is not taken where a condition is true",
        """
        S > X >[default] U1 > E
        X >[a = 1] U2 > E
        """,
        """
        start a=1 => S X
        open U2
        """,
    ),
    Story(
        "without a true condition and a default an exclusive gateway is stuck until it is mended",
        """
        S > X >[a = 1] U1 > E
        X >[a = 2] U2 > E
        """,
        """
        start a=3 => S !X
        incidents X
        state active
        resolve X a=2 => X
        incidents
        open U2
        do U2 => U2 E
        state completed
        """,
    ),
    Story(
        "an exclusive merge lets every token through",
        """
        S > P > U1 > X > U3 > E
        P > U2 > X
        """,
        """
        start => S P
        do U1 => U1 X
        open U2 U3
        do U2 => U2 X
        open U3 U3
        do U3 => U3 E
        state active
        do U3 => U3 E
        state completed
        """,
    ),
    Story(
        "an exclusive gateway merges and decides at once",
        """
        S > X >[a = 1] U1 > X
        X >[default] E
        """,
        """
        start a=1 => S X
        do U1 a=1 => U1 X
        do U1 a=0 =>> U1 X E
        state completed
        """,
    ),
    Story(
        "a parallel gateway forks and joins",
        """
        S > P > U1 > PJ > E
        P > U2 > PJ
        """,
        """
        start => S P
        open U1 U2
        do U2 => U2
        state active
        do U1 =>> U1 PJ E
        flows S-P P-U1 P-U2 U1-PJ U2-PJ PJ-E
        """,
    ),
    Story(
        "a fork inside a fork joins inside out",
        """
        S > P > U1 > PJ > E
        P > P2 > U2 > PJ2 > PJ
        P2 > U3 > PJ2
        """,
        """
        start => S P P2
        open U1 U2 U3
        do U2 => U2
        do U1 => U1
        do U3 =>> U3 PJ2 PJ E
        state completed
        """,
    ),
    Story(
        "a fork with a branch straight to the join",
        """
        S > P > U1 > PJ > E
        P > PJ
        """,
        """
        start => S P
        do U1 =>> U1 PJ E
        """,
    ),
    Story(
        "a parallel gateway joins and forks at once",
        """
        S > P > U1 > P2 > U3 > PJ > E
        P > U2 > P2 > U4 > PJ
        """,
        """
        start => S P
        do U1 => U1
        do U2 => U2 P2
        open U3 U4
        do U3 => U3
        do U4 => U4 PJ E
        """,
    ),
    Story(
        "a parallel join in a rework loop waits for everybody in every round",
        """
        S > X > P > U1 > PJ > U3 > X2 >[again] X
        P > U2 > PJ
        X2 >[default] E
        """,
        """
        start => S X P
        do U1 => U1
        do U2 => U2 PJ
        do U3 again=true => U3 X2 X P
        do U2 => U2
        open U1
        do U1 => U1 PJ
        do U3 again=true => U3 X2 X P
        do U1 => U1
        do U2 => U2 PJ
        do U3 again=false => U3 X2 E
        state completed
        """,
    ),
    Story(
        "a parallel join that a token turned away from waits for ever",
        """
        B: boundary on U2 timer PT1H
        S > P > U1 > PJ > E
        P > U2 > PJ
        B > E2
        """,
        """
        start => S P
        do U1 => U1
        after PT1H => -U2 B E2
        state active
        open
        """,
    ),
    Story(
        "a parallel join keeps the surplus for its next round",
        """
        S > P > U1 > X > PJ > U3 > E
        P > U2 > X
        P > U4 > X2 > PJ
        P > U5 > X2
        """,
        """
        start => S P
        do U1 => U1 X
        do U2 => U2 X
        open U4 U5
        do U4 => U4 X2 PJ
        open U3 U5
        do U5 => U5 X2 PJ
        open U3 U3
        do U3 => U3 E
        do U3 => U3 E
        state completed
        """,
    ),
    Story(
        "two forks and two joins may cross",
        """
        S > P > U1 > P1 > PJ1 > U3 > PJ > E
        P1 > PJ2
        P > U2 > P2 > PJ1
        P2 > PJ2 > U4 > PJ
        """,
        """
        start => S P
        do U1 => U1 P1
        do U2 => U2 P2 PJ1 PJ2
        open U3 U4
        do U4 => U4
        do U3 => U3 PJ E
        """,
    ),
    Story(
        "an inclusive gateway takes one flow",
        """
        S > O >[a] U1 > OJ > E
        O >[b] U2 > OJ
        """,
        """
        start a=true b=false => S O
        open U1
        do U1 =>> U1 OJ E
        """,
    ),
    Story(
        "an inclusive gateway takes every flow whose condition is true and joins them",
        """
        S > O >[a] U1 > OJ > E
        O >[b] U2 > OJ
        O >[c] U3 > OJ
        """,
        """
        start a=true b=false c=true => S O
        open U1 U3
        do U3 => U3
        state active
        do U1 =>> U1 OJ E
        """,
    ),
    Story(
        "an inclusive gateway takes the default only where no condition is true",
        """
        S > O >[a] U1 > OJ > E
        O >[b] U2 > OJ
        O >[default] U3 > OJ
        """,
        """
        start a=false b=false => S O
        open U3
        do U3 => U3 OJ E
        """,
    ),
    Story(
        "an inclusive gateway with one true condition leaves the default",
        """
        S > O >[a] U1 > OJ > E
        O >[default] U3 > OJ
        """,
        """
        start a=true => S O
        open U1
        """,
    ),
    Story(
        "an inclusive gateway without any way is stuck until it is mended",
        """
        S > O >[a] U1 > OJ > E
        O >[b] U2 > OJ
        """,
        """
        start a=false b=false => S !O
        resolve O a=true b=true => O
        open U1 U2
        """,
    ),
    Story(
        "an inclusive join does not wait for a token that turned away",
        """
        S > P > U1 > OJ > U3 > E1
        P > U2 > X >[stay] OJ
        X >[default] E2
        """,
        """
        start => S P
        do U1 => U1
        do U2 stay=false => U2 X E2 OJ
        open U3
        do U3 => U3 E1
        state completed
        """,
    ),
    Story(
        "an inclusive join waits for a token that may still come",
        """
        S > P > U1 > OJ > U3 > E1
        P > U2 > X >[stay] OJ
        X >[default] E2
        """,
        """
        start => S P
        do U1 => U1
        do U2 stay=true => U2 X OJ
        open U3
        do U3 => U3 E1
        state completed
        """,
    ),
    Story(
        "an inclusive join in a loop fires once a round",
        """
        S > X > O >[a] U1 > OJ > U3 > X2 >[again] X
        O >[b] U2 > OJ
        X2 >[default] E
        """,
        """
        start a=true b=true => S X O
        do U1 => U1
        do U2 => U2 OJ
        do U3 again=true b=false => U3 X2 X O
        open U1
        do U1 => U1 OJ
        do U3 again=false => U3 X2 E
        state completed
        """,
    ),
    Story(
        "inclusive in parallel in exclusive",
        """
        S > X >[a = 1] P > O >[b] U1 > OJ > PJ > E
        O >[c] U2 > OJ
        P > U3 > PJ
        X >[default] E2
        """,
        """
        start a=1 b=true c=true => S X P O
        open U1 U2 U3
        do U3 => U3
        do U1 => U1
        do U2 =>> U2 OJ PJ E
        """,
    ),
    Story(
        "parallel in inclusive",
        """
        S > O >[a] P > U1 > PJ > OJ > E
        P > U2 > PJ
        O >[b] U3 > OJ
        """,
        """
        start a=true b=true => S O P
        do U3 => U3
        do U1 => U1
        state active
        do U2 =>> U2 PJ OJ E
        """,
    ),
    Story(
        "inclusive in inclusive",
        """
        S > O >[a] O2 >[b] U1 > OJ2 > OJ > E
        O2 >[c] U2 > OJ2
        O >[d] U3 > OJ
        """,
        """
        start a=true b=true c=true d=true => S O O2
        do U3 => U3
        do U1 => U1
        do U2 =>> U2 OJ2 OJ E
        """,
    ),
    Story(
        "several flows out of an activity fork",
        """
        S > U1 > U2 > E1
        U1 > U3 > E2
        """,
        """
        start => S
        do U1 => U1
        open U2 U3
        do U2 => U2 E1
        state active
        do U3 => U3 E2
        state completed
        """,
    ),
    Story(
        "several flows into an activity each carry it out",
        """
        S > P > U1 > U3 > E
        P > U2 > U3
        """,
        """
        start => S P
        do U1 => U1
        do U3 => U3 E
        do U2 => U2
        do U3 => U3 E
        state completed
        ended U3=completed,completed
        """,
    ),
    Story(
        "several flows out of a start event fork",
        """
        S > U1 > E
        S > U2 > E
        """,
        """
        start => S
        open U1 U2
        do U1 => U1 E
        state active
        do U2 => U2 E
        state completed
        """,
    ),
    Story(
        "several flows out of an event fork",
        """
        B: boundary on U1 message M key ="k"
        S > U1 > E
        B > U2 > E
        B > U3 > E
        """,
        """
        start => S
        message M key:k => -U1 B
        open U2 U3
        """,
    ),
    Story(
        "conditions on the flows of an activity take all that are true",
        """
        S > U1 >[a] U2 > E
        U1 >[b] U3 > E
        U1 >[c] U4 > E
        """,
        """
        start => S
        do U1 a=true b=false c=true => U1
        open U2 U4
        """,
    ),
    Story(
        "the default flow of an activity is taken where no condition is true",
        """
        S > U1 >[a] U2 > E
        U1 >[default] U3 > E
        """,
        """
        start => S
        do U1 a=false => U1
        open U3
        """,
    ),
    Story(
        "beside conditions a plain flow of an activity is always taken",
        """
        S > U1 >[a] U2 > E
        U1 > U3 > E
        """,
        """
        start => S
        do U1 a=false => U1
        open U3
        """,
    ),
    Story(
        "a process is completed when its last token has ended and not before",
        """
        S > P > U1 > E1
        P > U2 > E2
        P > U3 > E3
        """,
        """
        start => S P
        do U3 => U3 E3
        do U1 => U1 E1
        state active
        do U2 => U2 E2
        state completed
        outcome E2
        """,
    ),
    Story(
        "a process without an end event ends where no flow goes on",
        "S > U1 > U2",
        """
        start => S
        do U1 => U1
        do U2 => U2
        state completed
        """,
    ),
    Story(
        "several ways may lead into one end event",
        """
        S > P > U1 > E
        P > U2 > E
        """,
        """
        start => S P
        do U1 => U1 E
        state active
        do U2 => U2 E
        state completed
        ended E=completed,completed
        """,
    ),
    Story(
        "a terminate end event ends the whole process",
        """
        ET: end terminate
        S > P > U1 > ET
        P > U2 > E
        P > U3 > E
        """,
        """
        start => S P
        do U1 => U1 ET -U2 -U3
        state completed
        outcome ET
        open
        ended U2=terminated U3=terminated
        """,
    ),
    Story(
        "a terminate end event in a sub-process ends the sub-process alone",
        """
        SP: sub {
          ET: end terminate
          S1 > P1 > U1 > ET
          P1 > U2 > E1
        }
        S > P > SP > PJ > E
        P > U3 > PJ
        """,
        """
        start => S P S1 P1
        do U1 => U1 ET -U2 SP
        open U3
        do U3 => U3 PJ E
        state completed
        """,
    ),
    Story(
        "sub-processes stand in sub-processes",
        """
        SP1: sub {
          SP2: sub {
            SP3: sub {
              S3 > U3 > E3
            }
            S2 > SP3 > U2 > E2
          }
          S1 > SP2 > U1 > E1
        }
        S > SP1 > E
        """,
        """
        start => S S1 S2 S3
        do U3 =>> U3 E3 SP3
        do U2 =>> U2 E2 SP2
        do U1 =>> U1 E1 SP1 E
        state completed
        """,
    ),
    Story(
        "a sub-process is completed when all its tokens have ended",
        """
        SP: sub {
          S1 > P1 > U1 > E1
          P1 > U2 > E2
        }
        S > SP > U3 > E
        """,
        """
        start => S S1 P1
        do U2 => U2 E2
        open U1
        do U1 => U1 E1 SP
        do U3 => U3 E
        """,
    ),
    Story(
        "two tokens run a sub-process twice at the same time",
        """
        SP: sub {
          S1 > U1 > E1
        }
        S > P > X > SP > E
        P > U2 > X
        """,
        """
        start => S P X S1
        do U2 => U2 X S1
        open U1 U1
        do U1 => U1 E1 SP E
        state active
        do U1 => U1 E1 SP E
        state completed
        """,
    ),
    Story(
        "a loop of automatic steps ends when its condition says so",
        """
        R: script n + 1 -> n
        S > X > R > X2 >[n < 40] X
        X2 >[default] U1 > E
        """,
        f"""
        start n=0 => S {"X R X2 " * 40}
        vars n=40
        open U1
        """,
    ),
    Story(
        "what the branches wrote is all there behind the join",
        """
        S > P > U1 > PJ > U4 > E
        P > U2 > PJ
        P > U3 > PJ
        """,
        """
        start a=0 b=0 c=0 => S P
        do U3 c=3 => U3
        do U1 a=1 => U1
        do U2 b=2 => U2 PJ
        vars a=1 b=2 c=3
        """,
    ),
    Story(
        "an event gateway goes where the first event was",
        """
        C1: catch message M key ="k"
        C2: catch timer PT1H
        S > G > C1 > U1 > E
        G > C2 > U2 > E
        """,
        """
        start => S
        timers 1
        message M key:k => G C1
        timers 0
        after PT2H =>
        open U1
        do U1 => U1 E
        state completed
        """,
    ),
    Story(
        "an event gateway forgets the events that lost",
        """
        C1: catch message M key ="k"
        C2: catch timer PT1H
        S > G > C1 > U1 > E
        G > C2 > U2 > E
        """,
        """
        start => S
        after PT1H => G C2
        message M key:k =>
        open U2
        """,
    ),
    Story(
        "an event gateway between a signal and a message and two timers",
        """
        C1: catch message M key ="k"
        C2: catch signal N
        C3: catch timer PT2H
        C4: catch timer PT1H
        S > G > C1 > E1
        G > C2 > E2
        G > C3 > E3
        G > C4 > E4
        """,
        """
        start => S
        timers 2
        after PT3H => G C4 E4
        state completed
        timers 0
        """,
    ),
    Story(
        "an event gateway hears a signal",
        """
        C1: catch signal N
        C2: catch signal O
        S > G > C1 > E1
        G > C2 > E2
        """,
        """
        start => S
        signal O => G C2 E2
        """,
    ),
    Story(
        "a receive task stands behind an event gateway",
        """
        RT: receive M key ="k"
        C2: catch timer PT1H
        S > G > RT > E1
        G > C2 > E2
        """,
        """
        start => S
        message M key:k => G RT E1
        outcome E1
        """,
    ),
    Story(
        "an event gateway in a loop waits anew",
        """
        C1: catch message M key ="k"
        C2: catch timer PT1H
        S > X > G > C1 > U1 > X
        G > C2 > E
        """,
        """
        start => S X
        message M key:k => G C1
        after PT2H =>
        do U1 => U1 X
        message M key:k => G C1
        do U1 => U1 X
        after PT59M =>
        after PT1M => G C2 E
        state completed
        """,
    ),
]


@on_stages(STORIES)
def test_gateways_and_flows_do_what_the_standard_says(stage, story):
    stage.play(story)
