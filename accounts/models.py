"""Login. Who may do what is not here: roles are held in units between dates (``archives.Membership``)."""

import hashlib
import secrets

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class PeopleManager(UserManager):
    def system(self) -> "User":
        """The person who stands for the timetable in the trail of steps; it cannot log in."""
        return self.get(username="system")


class User(AbstractUser):
    """One person's account. Nobody is a superuser: PostgreSQL refuses it (``accounts_no_superuser``)."""

    name = models.CharField(_("name"), max_length=40)
    first_name = last_name = None
    # Set by whoever gave the password to somebody else; ended by the person's own change of it.
    must_change_password = models.BooleanField(_("must change the password"), default=False, editable=False)

    # The hash of the last password that somebody else set: that person knows it, so it is never the own one again.
    given_password = models.CharField(max_length=128, blank=True, default="", editable=False)

    objects = PeopleManager()
    REQUIRED_FIELDS = ["email", "name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                name="accounts_no_superuser",
                condition=models.Q(is_superuser=False),
                violation_error_message=_("There are no superusers here; roles are held in units between dates."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def set_password(self, raw_password):
        """A password set is the person's own, unless whoever sets it for somebody else says otherwise afterwards."""
        self.must_change_password = False
        super().set_password(raw_password)

    def given_by_another(self):
        """Say that somebody else set the present password: its person changes it, and never comes back to it."""
        self.must_change_password = True
        self.given_password = self.password

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name or self.username


class TokenQuerySet(models.QuerySet):
    def in_force(self, today):
        return self.filter(revoked_at__isnull=True, until_on__gt=today)


class ApiToken(models.Model):
    """A token with which another system uses the API in the name of one account. Only its SHA-256 is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens", verbose_name=_("account"))
    name = models.CharField(_("used by"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    until_on = models.DateField(_("until"), help_text=_("The first day on which it is no longer in force."))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.user} · {self.name}"

    @staticmethod
    def digest_of(token: str | bytes) -> str:
        return hashlib.sha256(token if isinstance(token, bytes) else token.encode()).hexdigest()

    @classmethod
    def issue(cls, *, user: User, name: str, until_on) -> str:
        """Make a token in force until that day, and return it: the only time that it can be read."""
        token = secrets.token_urlsafe(32)
        cls.objects.create(user=user, name=name, digest=cls.digest_of(token), until_on=until_on)
        return token


class SavedList(models.Model):
    """A list of the staff site as somebody filtered it, kept under a name for the own home page."""

    user = models.ForeignKey(User, models.PROTECT, related_name="saved_lists", verbose_name=_("account"))
    name = models.CharField(_("name"), max_length=40)
    address = models.CharField(_("address"), max_length=500)
    made_at = models.DateTimeField(_("made at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("saved list")
        verbose_name_plural = _("saved lists")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(name="saved_list_named_once", fields=["user", "name"]),
            # A path of this site and nothing else, so that a name never leads elsewhere.
            models.CheckConstraint(name="saved_list_is_of_this_site", condition=models.Q(address__regex=r"^/([^/\\]|$)")),
        ]

    def __str__(self) -> str:
        return self.name
