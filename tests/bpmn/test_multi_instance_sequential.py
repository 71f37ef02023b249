from engine.interpreter.driving import drive
from engine.interpreter.withdrawing import withdraw_body


def test_one_after_the_other_and_again_in_a_rework_loop(play):
    case = play().start(people=["wang", None, "zhao"], again=True)
    for round_ in (1, 2):
        for counter in (1, 2, 3):
            assert [t.loop_counter for t in case.tasks()] == [counter]
            case.complete("Vote", vote=counter * round_)
        if round_ == 1:
            case.write(again=False)

    assert case.ended
    assert case.variables["votes"] == [
        {"who": "wang", "vote": 2},
        {"who": None, "vote": 4},
        {"who": "zhao", "vote": 6},
    ]


def test_an_instance_that_is_taken_back_makes_room_for_the_next(play):
    live = play().start(people=["wang", "li"]).live
    withdraw_body(next(token for token in live.open.values() if token.counter == 1))
    drive(live)

    (body,) = (token for token in live.open.values() if token.counter)
    assert body.counter == 2
