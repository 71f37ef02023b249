"""A post that is vacant in the project: the region's; none: the administrators, on the record."""


def test_the_region_takes_what_the_project_has_nobody_for(company):
    company.send("and", ["zhengjie"], assign="post(region_quality)")

    assert company.detail("zhengjie")["routing"]["unit"] == "HY-EAST"


def test_nobody_at_all_means_the_administrators_and_never_a_silent_yes(company):
    company.send("and", ["fangyuan"], assign="post(gm)", exclude="user(zhouguoqiang)")

    routing = company.detail("fangyuan")["routing"]
    assert routing["fallback"] == "process_admin"
    assert company.instance()["state"] == "active"


def test_a_step_that_may_not_be_empty_raises_an_alarm(company):
    company.send(
        "and", ["fangyuan"], assign="post(gm)", exclude="user(zhouguoqiang)", empty="block"
    )

    assert company.instance()["incidents"] == 1
