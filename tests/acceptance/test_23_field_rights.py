"""A field that the node hides is ignored and logged."""

import json

FORM = json.dumps(
    {
        "id": "form_a",
        "title": "审批",
        "schema": {
            "type": "object",
            "properties": {
                "note": {"type": "string", "title": "备注"},
                "secret": {"type": "string", "title": "内部"},
            },
        },
        "ui": {
            "order": ["note", "secret"],
            "fields": {"note": {"widget": "text"}, "secret": {"widget": "text"}},
        },
        "i18n": {"en": {"fields": {"note": "note", "secret": "secret"}}},
    }
).encode()


def test_a_hidden_field_that_is_posted_is_ignored_and_logged(company):
    company.deploy(form_a=FORM)
    company.send(
        "and", ["wangfang"], form="form_a", rights="{&quot;secret&quot;: &quot;hidden&quot;}"
    )

    company.ok("wangfang", "approve", variables={"note": "好", "secret": "x"})

    variables = company["hanbing"].get(f"/process-instances/{company.case}/variables").json()
    assert variables["note"] == "好"
    assert "secret" not in variables
    assert company.history()[-1]["data"]["dropped"] == ["secret"]
