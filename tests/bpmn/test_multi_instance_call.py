from engine.model import commands


def test_a_called_process_for_each_item(play):
    case = play().start(items=[1, 2])
    called = case.children()
    assert [child.variables for child in called] == [{"given": 1}, {"given": 2}]

    for child in called:
        answer = child.variables["given"] * 2
        case.do(commands.EndChild(activity_id=child.activity_id, variables={"answer": answer}))

    assert case.variables["all"] == [2, 4]
