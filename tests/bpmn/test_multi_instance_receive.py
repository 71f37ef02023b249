def test_a_subscription_for_each_item(play):
    case = play().start(keys=["a", "b"])

    case.message("paid", "b", sum=2).message("paid", "a", sum=1)

    assert case.ended
    assert case.variables["sums"] == [1, 2]
