def test_only_mapped_variables_go_in_and_out(play):
    case = play().start(which="other", amount=5)
    (child,) = case.children()
    assert (child.process_key, child.binding, child.version_tag) == ("other", "versionTag", "v1")
    assert child.variables == {"given": 5}

    case.end_child("C", answer=1, secret=2)
    assert case.variables == {"which": "other", "amount": 5}
    assert case.children()[0].variables == {"which": "other", "amount": 5, "given": 5}
    case.end_child("D", answer=3, secret=4)

    assert case.variables == {"which": "other", "amount": 5, "result": 3}
