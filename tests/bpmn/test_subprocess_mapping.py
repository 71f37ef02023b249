def test_inputs_are_local_and_only_outputs_leave(play):
    case = play().start(amount=5)

    case.complete("A", doubled=20)

    assert case.variables == {"amount": 5, "result": 21}
