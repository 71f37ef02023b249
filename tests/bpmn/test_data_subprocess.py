"""The data objects of a sub-process live and end with it, one each for every instance."""


def test_an_output_reaches_the_data_object_of_whichever_scope(play):
    case = play().start(people=["li", "wang"]).complete("Write", text="a")

    seen = case.visible("Look")
    assert (seen["note"], seen["InnerNote"], seen["draft"]) == ("a", "a!", "a")

    case.complete("Look").complete("Write", text="b").complete("Look")

    assert case.ended
    assert case.variables == {"people": ["li", "wang"], "note": "b", "drafts": ["a", "b"]}


def test_a_new_instance_begins_with_empty_data_objects(play):
    case = play().start(people=["li", "wang"]).complete("Write", text="a").complete("Look")

    seen = case.visible("Write")

    assert (seen["InnerNote"], seen["draft"], seen["note"]) == (None, None, "a")
