"""The quorum that decides a case is not chosen while the case is before its panel."""

import pytest
from django.core.exceptions import ValidationError

from archives.models import Panel

from . import given as cases


def test_the_quorum_does_not_change_while_a_case_is_before_the_panel(city):
    case = cases.case_at("panel")
    panel = Panel.objects.get(unit=case.handler)
    panel.quorum += 1
    with pytest.raises(ValidationError, match="适用提交评议当日的规则"):
        panel.clean()
