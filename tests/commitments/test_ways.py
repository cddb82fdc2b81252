"""Ways that were missing or led nowhere: a draft put right, what lacks proof, the sheet's further columns, lists by the state of today."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from archives.documents import paper
from commitments import actions, awaiting, intake, states
from commitments.letters import papers
from commitments.models import Commitment, Dispute, Version
from integrity.errors import Refused
from integrity.workflow import advance
from publicity.commitments.models import PublicCommitment
from tests import world
from tests.publicity.given import portal_wrapper, reader  # noqa: F401
from tests.walking import shift, words

from . import test_sheets as sheet
from .given import PDF, account, another_owner, drafted, kept, owner, past, published, step
from .lettered import entered, matter, template

LIST = "admin:commitments_commitment_changelist"


def shown(door, name, address, *args, ask="") -> str:
    return words(door(name).get(reverse(address, args=args) + ask).content.decode())


# ── a draft put right ────────────────────────────────────────────────────────


def test_a_submitted_draft_is_taken_back_by_its_unit_alone(door, city):
    made = step(drafted(), "submit", "lin")
    address = reverse("staff_commitment", args=[made.pk])
    assert door("zhou").post(address, {"step": "take_back", "revision": made.revision}).status_code == 403
    assert door("gao").post(address, {"step": "take_back", "revision": made.revision}).status_code == 302
    made.refresh_from_db()
    assert made.status == "drafted"
    with pytest.raises(Refused):
        step(made, "publish", "zhou")


def test_a_draft_is_put_right_beside_its_words(door, city):
    made, duty = drafted(), matter()
    second = another_owner()
    address = reverse("staff_commitment_redraft", args=[made.pk])
    assert "《优化营商环境条例》第三十五条" in door("lin").get(address).content.decode()
    version = made.version
    form = {
        "title": version.title, "text": "一、服务内容和标准：企业开办。\r\n二、达到的水平：九成。", "yardstick": "level", "due_on": version.due_on.isoformat(), "target": "90",
        "measure": "%", "owner": second.pk, "scope": "3", "basis": "行政许可法第四十二条", "duty": duty.pk, "project_no": "示投〔2026〕3号", "elsewhere": "https://example.cn/a", "revision": version.revision,
    }  # fmt: skip
    assert door("lin").post(address, {**form, "basis": ""}).status_code == 400
    assert door("lin").post(address, form).status_code == 302
    made = Commitment.objects.get(pk=made.pk)
    assert (made.basis, made.duty, made.project_no, made.elsewhere, made.scope) == (
        "行政许可法第四十二条",
        duty,
        "示投〔2026〕3号",
        "https://example.cn/a",
        3,
    )
    assert [one.appointment for one in made.ownerships.all()] == [second]  # nothing was handed over
    with pytest.raises(Refused, match=r"name its owner where the draft is written|还是草稿"):
        actions.hand_over(commitment=made, owner=owner(), on=timezone.localdate(), note="移交", by=account("lin"))
    assert made.version.text == "一、服务内容和标准：企业开办。\n二、达到的水平：九成。"
    assert step(made, "submit", "lin").status == "reviewing"
    assert door("lin").post(address, form).status_code == 409  # no draft any more


# ── what lacks proof ─────────────────────────────────────────────────────────


def test_without_a_file_and_without_a_value_it_lacks_proof(door, city):
    today, lin = timezone.localdate(), account("lin")
    told, valued, filed = (published(title=f"承诺{n}") for n in range(3))
    for one, said in ((told, {}), (valued, {"value": 30}), (filed, {"files": [PDF]})):
        actions.tell(commitment=one, kind="progress", words="已过三成", by=lin, on=today, percent=30, **said)
    assert list(awaiting.lacking(lin, today)) == [told]
    page = words(door("lin").get("/").content.decode())
    assert "1项履行中的承诺尚无佐证" in page
    listed = shown(door, "lin", LIST, ask="?mine=lacking")
    assert (told.number in listed, valued.number in listed, filed.number in listed) == (True, False, False)


# ── the sheet ────────────────────────────────────────────────────────────────


@pytest.fixture
def in_office(city):
    return owner()


def test_a_target_not_to_be_exceeded_comes_by_the_sheet(in_office):
    row = sheet.GOOD | {
        "at_most": "不高于",
        "baseline": "37",
        "source": "国控监测站年报",
        "scope": "政务共享",
        "elsewhere": "https://example.cn/mubiao",
    }
    seen = sheet.looked_at(row)
    assert seen.errors == []
    with translation.override("zh-hans"):
        sheet.sheets.enter(seen.good, by=account("lin"), today=timezone.localdate())
    made = Commitment.objects.get()
    assert (made.version.at_most, made.version.baseline, made.version.source) == (True, 37, "国控监测站年报")
    assert made.elsewhere == "https://example.cn/mubiao"


def test_what_is_no_direction_is_named_with_its_column(in_office):
    (error,) = sheet.looked_at(sheet.GOOD | {"at_most": "大概"}).errors
    assert (error["row"], error["column"]) == (2, "目标方向")
    assert sheet.looked_at(sheet.GOOD | {"at_most": ""}).new == 1


# ── the list ─────────────────────────────────────────────────────────────────


def test_the_list_says_the_state_of_today_and_filters_by_it(door, city):
    late, soon, later = (
        published(title="已过期的"),
        published(title="快到期的", due_on=timezone.localdate() + timedelta(2)),
        published(title="还早的"),
    )
    for one in (late, later):
        shift("commitments_commitment", f"id = {one.pk}", published_on="2025-12-01")
        shift("commitments_version", f"commitment_id = {one.pk}", valid_from="2025-12-01")
    shift("commitments_version", f"commitment_id = {late.pk}", due_on="2026-01-05")
    everything = shown(door, "lin", LIST)
    assert "逾期" in everything
    assert "起草承诺" in everything
    assert "按表起草承诺" in everything
    for state, found in (("overdue", late), ("soon", soon)):
        listed = shown(door, "lin", LIST, ask=f"?state={state}")
        assert [one.number in listed for one in (late, soon, later)] == [one == found for one in (late, soon, later)], state
    assert "按表起草承诺" not in shown(door, "zhou", LIST)
    assert shown(door, "lin", LIST).count("行业自律型信用承诺书") == 0
    assert states.state_of(states.dated(Commitment.objects.filter(pk=late.pk)).get(), timezone.localdate()) == "overdue"


# ── templates, counter, letters ──────────────────────────────────────────────


def test_an_adopted_template_says_from_when_it_is_in_force(city):
    draft = step(template(), "adopt", "sun")
    day = draft.valid_from
    with translation.override("zh-hans"):
        assert draft.state_word == f"已审定，自{day.year}年{day.month}月{day.day}日起施行"
        draft.valid_from = timezone.localdate()
        assert draft.state_word == "已施行"


def test_a_code_that_means_nothing_says_nothing_of_matters(door, city):
    one = matter()
    page = shown(door, "lin", "staff_letter_counter", ask=f"?matter={one.pk}&code=123")
    assert "目前没有适用承诺书的事项" not in page


def test_a_printed_letter_says_for_what_it_is_signed(city, monkeypatch):
    printed = []
    monkeypatch.setattr(papers, "printed", lambda sheet: printed.append(sheet) or paper.printed(sheet))
    papers.letter(entered("replacement", matter=matter(), replaces="经营场所使用证明"))
    (text,) = [sheet.text for sheet in printed]
    assert "办理事项：食品经营许可（XK-01）" in text
    assert "以本承诺替代的材料：经营场所使用证明" in text


# ── bars ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("state", "target", "value", "at_most", "bar"),
    [
        ("kept", 81, 81, False, 100),  # 81 of 81
        ("reported", 92, 50, False, 54),  # 50 of 92 is 54.3
        ("kept", 81, 90, False, 100),  # more than promised
        ("kept", 3, 2, True, 100),  # kept, whatever the figure
        ("broken", 95, 95, False, None),
        ("case", 95, 95, False, None),
    ],
)
def test_the_bar_is_of_the_target_and_of_nothing_broken(state, target, value, at_most, bar):
    one = PublicCommitment(state=state, yardstick=Version.Yardstick.LEVEL, target=target, last_value=value, measure="%", at_most=at_most)
    assert one.progress == bar


# ── in public, after an overturn ─────────────────────────────────────────────


def test_what_was_found_broken_is_told_in_order_and_the_record_that_lags(committed, reader):  # noqa: F811
    made = past(kept(title="电梯投诉一日内到场"))
    for filing in (made.filing, made.person_filing):
        advance(filing, "approve", by=account("sun"), seen=filing.revision)
    with reader.at_the_portal():
        intake.dispute(commitment=made.number, reason="没有来人", contact="", files=[])
    step(Dispute.objects.get(), "overturn", "sun", "监控显示两小时后到场")
    page = words(reader.read(f"/commitments/{made.number}/"))
    told = page[page.index("后续处理") :] if "后续处理" in page else page
    assert told.index("承诺的到期日") < told.index("经核实，违诺")
    assert "仍显示原来的履行结果，更正已提出，待另一名工作人员审核。" in page
    assert "单位报告：95%" in page  # in the report itself
    correction = Dispute.objects.get().correction
    advance(correction, "approve", by=account("zhou"), seen=correction.revision)
    assert "仍显示原来的履行结果" not in words(reader.read(f"/commitments/{made.number}/"))


def test_the_command_speaks_one_language(committed, tmp_path, capsys):
    from django.core.management import call_command

    file = tmp_path / "办件.csv"
    file.write_text("办件编号,事项编码,受理日期,办结日期\nA-1,XK-999,2026-03-02,2026-03-05\n", encoding="utf-8-sig")
    with translation.override("zh-hans"), pytest.raises(SystemExit):
        call_command("import_handling_times", str(file), unit=world.MARKET, by="lin")
    said = capsys.readouterr().out
    assert "第2行，事项编码栏，“XK-999”：" in said
    assert "共1行：通过0行，退回1行，无变化0行" in said


def test_the_counter_by_api_asks_for_the_matter(door, city):
    answer = door("lin").get("/api/v1/letter-counter/?code=91990100MA9000134A")
    assert answer.status_code == 400
    assert "请写明审批事项；查询结果针对具体事项和申请人。" in answer.content.decode()
