"""Files with what a complainant adds under the receipt: as many and as small as with the complaint, ten altogether."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from complaints.models import Note, Ticket
from tests.publicity.given import portal_wrapper, reader  # noqa: F401

from .given import account
from .test_portal import PDF, citizen, nobody_was_here, step  # noqa: F401


def a_pdf(name: str = "通知.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def test_files_come_with_what_is_added(citizen):  # noqa: F811
    code, passphrase = citizen.receipt(files=[a_pdf("合同.pdf")])
    page = citizen.follow(code, passphrase, words="另附通知", files=[a_pdf()]).content.decode()
    assert "通知.pdf" in page
    assert "合同.pdf" in page
    ticket = Ticket.objects.get()
    assert [f.name for f in ticket.attachments.all()] == ["合同.pdf", "通知.pdf"]
    assert str(ticket.address) not in page
    client = Client()
    client.force_login(account("zhou"), backend="django.contrib.auth.backends.ModelBackend")
    assert "通知.pdf" in client.get(f"/complaints/{ticket.pk}/").content.decode()


@pytest.mark.parametrize(
    "files", [[SimpleUploadedFile("a.pdf", b"<html>")], [SimpleUploadedFile("空.pdf", b"")], [a_pdf(f"{n}.pdf") for n in range(6)]]
)
def test_bad_files_of_an_addition_keep_nothing(citizen, files):  # noqa: F811
    code, passphrase = citizen.receipt()
    answer = citizen.follow(code, passphrase, words="另附通知", files=files)
    assert answer.status_code == 400
    assert 'id="id_files"' in answer.content.decode()
    assert not Note.objects.exists()
    assert not Ticket.objects.get().attachments.exists()


def test_a_complaint_holds_ten_files_and_what_would_be_more_is_refused_whole(citizen):  # noqa: F811
    code, passphrase = citizen.receipt(files=[a_pdf(f"{n}.pdf") for n in range(5)])
    assert citizen.follow(code, passphrase, words="一", files=[a_pdf(f"{n}.pdf") for n in range(4)]).status_code == 200
    answer = citizen.follow(code, passphrase, words="二另附两份", files=[a_pdf("x.pdf"), a_pdf("y.pdf")])
    assert answer.status_code == 400
    assert "最多十个" in answer.content.decode()
    assert "二另附两份" in answer.content.decode(), "what was written is not lost"
    assert (Note.objects.count(), Ticket.objects.get().attachments.count()) == (1, 9)
    assert citizen.follow(code, passphrase, words="三", files=[a_pdf("x.pdf")]).status_code == 200


def test_files_of_a_wrong_receipt_or_for_what_has_ended_are_kept_nowhere(citizen):  # noqa: F811
    code, passphrase = citizen.receipt()
    assert citizen.follow(code, "0000-0000-0000-0000", words="补充", files=[a_pdf()]).status_code == 403
    assert citizen.follow("0000-0000-0000", passphrase, words="补充", files=[a_pdf()]).status_code == 403
    step(Ticket.objects.get(), "refuse")
    assert "已补充" not in citizen.follow(code, passphrase, words="补充", files=[a_pdf()]).content.decode()
    assert not Ticket.objects.get().attachments.exists()
