"""E-mail: encrypted on its way, in two forms, and recognised when it comes again."""

import ssl
from email import message_from_bytes, policy

import pytest

from engine.channels import MailChannel, MailServer, Undeliverable, Unreachable
from tests.channels.conftest import delivery


@pytest.fixture
def channel(mail, certificate):
    def made(tls="starttls", **facts):
        postbox, port = mail(tls)
        _, trusting = certificate
        server = {
            "host": "127.0.0.1",
            "port": port,
            "tls": tls,
            "sender": "管家 <guanjia@example.com>",
            "timeout": 5.0,
            "context": trusting,
        }
        return postbox, MailChannel(
            server=MailServer(**{**server, **facts}),
            public_url="https://guanjia.example.com",
            clock=lambda: 1_782_868_000,
        )

    return made


def parts_of(envelope):
    letter = message_from_bytes(envelope.content, policy=policy.default)
    bodies = {part.get_content_type(): part.get_content() for part in letter.iter_parts()}
    return letter, bodies["text/plain"], bodies["text/html"]


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_mail_arrives_encrypted_as_text_and_as_html_with_a_link(channel, tls):
    postbox, mails = channel(tls)

    outcome = mails.send(delivery(address="zhang@example.com"), "")

    ((encrypted, envelope),) = postbox.letters
    letter, text, html = parts_of(envelope)
    assert encrypted
    assert (letter["Subject"], letter["To"]) == ("新待办：受理", "zhang@example.com")
    assert "https://guanjia.example.com/tasks/1" in text
    assert '<a href="https://guanjia.example.com/tasks/1">查看</a>' in html
    assert letter["Auto-Submitted"] == "auto-generated"
    assert outcome.provider_id == letter["Message-ID"]


def test_a_repeated_mail_bears_the_same_message_id(channel):
    postbox, mails = channel()

    for _ in range(2):
        mails.send(delivery(address="zhang@example.com"), "")

    ids = {parts_of(envelope)[0]["Message-ID"] for _, envelope in postbox.letters}
    assert ids == {"<00000000-0000-0000-0000-000000000007@example.com>"}


def test_words_of_a_case_are_no_markup_and_no_header(channel):
    postbox, mails = channel()

    mails.send(
        delivery(
            address="zhang@example.com",
            title="急\nBcc: all@example.com",
            text="<b>漏水</b>\n二层",
            data={"language": "en"},
        ),
        "",
    )

    ((_, envelope),) = postbox.letters
    letter, text, html = parts_of(envelope)
    assert envelope.rcpt_tos == ["zhang@example.com"]
    assert letter["Subject"] == "急 Bcc: all@example.com"
    assert letter["Bcc"] is None
    assert "&lt;b&gt;漏水&lt;/b&gt;<br>二层" in html
    assert "Sent automatically" in text
    assert "href" not in html


def test_a_server_that_wants_a_password_gets_it(channel):
    postbox, mails = channel(user="guanjia", password="right")

    mails.send(delivery(address="zhang@example.com"), "")

    assert len(postbox.letters) == 1
    assert "right" not in repr(mails)


def test_a_wrong_password_is_tried_again_since_somebody_may_mend_it(channel):
    _, mails = channel(user="guanjia", password="wrong")

    with pytest.raises(Unreachable, match="535"):
        mails.send(delivery(address="zhang@example.com"), "")


def test_a_server_that_does_not_encrypt_gets_no_mail(mail, channel):
    postbox, port = mail("none")
    _, mails = channel(port=port)

    with pytest.raises(Unreachable, match="STARTTLS"):
        mails.send(delivery(address="zhang@example.com"), "")

    assert postbox.letters == []


def test_a_server_whose_certificate_nobody_trusts_gets_no_mail(channel):
    postbox, mails = channel(context=ssl.create_default_context())

    with pytest.raises(Unreachable, match="certificate"):
        mails.send(delivery(address="zhang@example.com"), "")

    assert postbox.letters == []


def test_within_a_house_mail_may_go_without_encryption(channel):
    postbox, mails = channel("none")

    mails.send(delivery(address="zhang@example.com"), "")

    assert [encrypted for encrypted, _ in postbox.letters] == [False]


@pytest.mark.parametrize(
    ("refusals", "error"),
    [
        ({"rcpt": "550 no such user"}, Undeliverable),
        ({"rcpt": "450 mailbox busy"}, Unreachable),
        ({"data": "554 looks like spam"}, Undeliverable),
        ({"data": "451 try later"}, Unreachable),
    ],
)
def test_a_refusal_for_good_ends_the_mail_and_any_other_is_tried_again(channel, refusals, error):
    postbox, mails = channel()
    postbox.refusals = refusals
    said = next(iter(refusals.values()))

    with pytest.raises(error, match=said):
        mails.send(delivery(address="zhang@example.com"), "")


@pytest.mark.parametrize("address", ["zhang", "张三 <zhang@example.com>", "a@b\nc", ""])
def test_what_is_no_address_gets_no_mail(channel, address):
    _, mails = channel()

    with pytest.raises(Undeliverable, match="no e-mail address"):
        mails.send(delivery(address=address), "")
