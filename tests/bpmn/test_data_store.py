"""A data store is a variable of the case by its name: deployment warns that no other case sees it."""


def test_what_is_put_into_a_store_is_found_there(play):
    case = play().start().complete("Enter", entry="8-301: damp")

    assert case.variables == {"ledger": "8-301: damp"}
    assert case.visible("Read")["entry"] == "8-301: damp"
    assert case.complete("Read").ended
