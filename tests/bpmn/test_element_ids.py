def test_any_legal_id_works(play):
    case = play().start().complete("End").complete("Root")

    assert case.visits() == ["Start", "End", "Root", "element_ids.EndJoin"]
    assert case.outcome == "element_ids.EndJoin"
