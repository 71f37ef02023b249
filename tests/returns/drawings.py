"""A review in two branches, drawn for whoever is to do it."""

from tests.usecases.diagrams import START, bpmn, path, user

FORK = '<parallelGateway id="G_Fork"/><parallelGateway id="G_Join"/><endEvent id="End_1"/>'


def review(b1, b2, c, d, *, key="review", form="", inner="", **settings):
    """Draw: fill in, then B (two steps) and C beside each other, then D."""
    given = {f"gj:{name}": value for name, value in settings.items()}

    def by(id_, rule, **more):
        rule = rule if rule.endswith(")") or rule == "initiator" else f"user({rule})"
        return user(id_, groups="", form=form, settings={"gj:assign": rule, **more})

    tasks = (
        by("UT_Fill", "initiator")
        + by("UT_B1", b1)
        + by("UT_B2", b2)
        + by("UT_C", c)
        + by("UT_D", d, **given)
    )
    flows = path(
        "StartEvent_1", "UT_Fill", "G_Fork", "UT_B1", "UT_B2", "G_Join", "UT_D", "End_1"
    ) + path("G_Fork", "UT_C", "G_Join")
    return bpmn(key, START + tasks + FORK + flows + inner)
