def test_a_retry_does_not_map_the_outputs_again(play):
    case = play().start(count=1, go="?").complete("U")
    assert case.incidents()[0].kind == "condition"

    case.write(go=True).retry()

    assert case.ended
    assert case.variables["count"] == 2
