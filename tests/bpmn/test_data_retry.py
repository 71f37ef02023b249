"""A retry takes the data inputs in once more, as they have been mended."""


def test_the_mended_data_object_is_read_again(play):
    case = play().start(order="wrong", wait="never")
    (incident,) = case.incidents()
    assert incident.kind == "timer"

    case.write(order="right", wait="PT1H").retry()

    assert case.visible("Review")["order"] == "right"
    assert case.complete("Review", order="done").ended
    assert case.variables["order"] == "done"
