def test_the_value_is_exact_and_goes_where_the_script_says(play):
    case = play().start(amount=3)

    assert case.ended
    assert case.variables == {"amount": 3, "total": 3.3, "next": 5}


def test_an_expression_that_gives_nothing_gives_null(play):
    case = play().start()

    assert case.variables["total"] is None
