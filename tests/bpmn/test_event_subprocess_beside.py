def test_the_handler_runs_beside_and_listens_again(play):
    case = play().start(order="7")

    case.message("note", "7", text="one").message("note", "7", text="two")

    assert case.open == ["Read", "Read", "U"]


def test_the_scope_waits_for_its_handlers(play):
    case = play().start(order="7").message("note", "7").complete("U")
    assert not case.ended

    case.complete("Read")

    assert case.ended
    assert case.visits()[-3:] == ["Note", "P", "E"]
