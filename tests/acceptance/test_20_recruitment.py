"""招聘: an offer is silent over National Day; the next candidate comes, and the place is kept."""

from tests.acceptance.hiring import Hiring


def test_the_next_candidate_comes_three_workdays_later_and_the_place_is_kept(app):
    hiring = Hiring(app)
    hiring.places(1)
    hiring.until("2026-09-29T10:00:00+08:00")
    case = hiring.request()
    hiring.offer(case, interviewers=("qianlin", "wangfang"), chain=("wangfang", "zhangwei"))

    hiring.until("2026-10-09T09:59:00+08:00")
    assert hiring.waiting(case) == []
    hiring.until("2026-10-09T10:00:00+08:00")

    assert hiring.waiting(case) == ["UT_Recruit"]
    assert hiring.variables(case)["last_outcome"] == "赵小明逾期未答复"
    assert hiring.left() == 0
