"""Accounts and the roles they hold: what the security administrator keeps."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from accounts.models import User
from archives.models import Membership, Role, Subject
from integrity.said import in_words

from .by_role import ByRole


class MembershipForm(forms.ModelForm):
    """A role is granted to somebody else."""

    granted_by = None

    class Meta:
        model = Membership
        fields = ["user", "unit", "role", "from_on", "until_on"]

    def clean_from_on(self):
        """What somebody was allowed in the past is not decided afterwards (the trail of steps rests on it)."""
        day, today = self.cleaned_data["from_on"], timezone.localdate()
        if not self.instance.pk and day < today:
            raise forms.ValidationError(_("A role is held from today at the earliest; nobody is given one for the past."))
        return day

    def clean_until_on(self):
        until, today = self.cleaned_data["until_on"], timezone.localdate()
        held = self.instance.until_on if self.instance.pk else None
        if until == held:
            return until
        if held is not None and held <= today:
            raise forms.ValidationError(_("This role ended on %(day)s and stays ended; grant it anew.") % {"day": in_words(held)})
        if until is not None and until < today:
            raise forms.ValidationError(_("A role ends today at the earliest; what was done by it stays lawful."))
        return until

    def clean_user(self):
        user = self.cleaned_data["user"]
        if user == self.granted_by:
            raise forms.ValidationError(_("Nobody grants a role to the own account; another security administrator does."))
        return user


class Ends(admin.SimpleListFilter):
    """Roles that end soon, as the home page counts them."""

    title, parameter_name = _("end"), "ends"

    def lookups(self, request, model_admin):
        return [("soon", _("within 30 days"))]

    def queryset(self, request, queryset):
        return queryset.filter(pk__in=Membership.objects.ending(timezone.localdate()).values("pk")) if self.value() == "soon" else queryset


@admin.register(Membership)
class MembershipAdmin(ByRole, SimpleHistoryAdmin):
    form = MembershipForm
    seen_by = frozenset({Role.SECURITY, Role.AUDITOR})
    added_by = changed_by = frozenset({Role.SECURITY})
    list_display = ["user", "role", "unit", "from_on", "until_on", "delegated_from"]
    list_filter = ["role", Ends]
    list_select_related = ["user", "unit", "delegated_from__user", "delegated_from__unit"]
    search_fields = ["user__name", "user__username", "unit__name"]
    fields = ["user", "unit", "role", "from_on", "until_on"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "unit":
            kwargs["queryset"] = Subject.objects.bodies()
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(is_active=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.granted_by = request.user
        return form

    def has_change_permission(self, request, obj=None) -> bool:
        """Nobody prolongs the own role, and a delegation ends as the head of unit said."""
        return super().has_change_permission(request, obj) and not (
            obj is not None and (obj.user_id == request.user.pk or obj.delegated_from_id)
        )

    def get_readonly_fields(self, request, obj=None):
        # A role is ended by its last day, never turned into another one.
        return ["user", "unit", "role", "from_on"] if obj else []


@admin.register(User)
class UserAdmin(ByRole):
    """Accounts. There is no field for more power: roles are memberships, and superusers do not exist."""

    seen_by = frozenset({Role.SECURITY, Role.AUDITOR})
    added_by = changed_by = frozenset({Role.SECURITY})
    list_display = ["username", "name", "is_active", "last_login"]
    search_fields = ["username", "name"]
    fields = ["username", "name", "email", "is_active", "new_password"]

    def has_change_permission(self, request, obj=None) -> bool:
        """The account of the timetable is nobody's."""
        return super().has_change_permission(request, obj) and not (obj is not None and obj.username == "system")

    def get_form(self, request, obj=None, **kwargs):
        from archives.account_form import AccountForm

        if self.has_change_permission(request, obj) or self.has_add_permission(request):
            kwargs["form"] = AccountForm
        else:
            kwargs["fields"] = ["username", "name", "email", "is_active"]
        return super().get_form(request, obj, **kwargs)

    def get_fields(self, request, obj=None):
        changing = self.has_change_permission(request, obj)
        return self.fields if changing else [f for f in self.fields if f != "new_password"]

    def save_model(self, request, obj, form, change):
        obj.is_staff = True
        if form.cleaned_data.get("new_password") and obj.pk != request.user.pk:
            obj.given_by_another()
        super().save_model(request, obj, form, change)
