"""Multi-instance by BPMN's own data references: collection in, collection out."""


def test_each_instance_takes_an_item_and_the_results_are_collected_in_order(play):
    case = play().start(rooms=["8-301", "8-302"])
    rooms = [case.waiting("Visit", counter) for counter in (1, 2)]

    case.complete_id(rooms[1], finding="damp").complete_id(rooms[0], finding="dry")

    assert case.variables["findings"] == ["dry", "damp"]
    assert set(case.variables) == {"rooms", "findings"}


def test_an_instance_sees_its_item(play):
    case = play().start(rooms=["8-301"])

    assert case.visible("Visit")["room"] == "8-301"


def test_an_instance_that_gives_no_result_is_an_incident(play):
    case = play().start(rooms=["8-301"]).complete("Visit")

    (incident,) = case.incidents()
    assert "finding" in incident.message
    case.write(incident.activity_id, finding="dry").retry()
    assert case.variables["findings"] == ["dry"]


def test_the_collections_may_be_data_objects_and_end_early(play):
    case = play().start(rooms=["1", "2", "3"])
    for counter in (1, 2, 3):
        case.complete("Visit", counter, finding=counter)

    case.complete("Sign", vote="yes").complete("Sign", vote="no")

    assert case.ended
    assert case.variables["votes"] == ["yes", "no"]


def test_an_item_that_is_null_is_an_item(play):
    assert play().start(rooms=[None]).open == ["Visit"]


def test_a_collection_that_is_none_is_an_incident(play):
    case = play().start()

    (incident,) = case.incidents()
    assert incident.kind == "expression"
