"""Login. Who may do what is not here: roles are held in units between dates (``archives.Membership``)."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class PeopleManager(UserManager):
    def system(self) -> "User":
        """The person who stands for the timetable in the trail of steps; it cannot log in."""
        return self.get(username="system")


class User(AbstractUser):
    """One person's account. Nobody is a superuser: PostgreSQL refuses it (``accounts_no_superuser``)."""

    name = models.CharField(_("name"), max_length=40)
    first_name = last_name = None

    objects = PeopleManager()
    REQUIRED_FIELDS = ["email", "name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [models.CheckConstraint(name="accounts_no_superuser", condition=models.Q(is_superuser=False))]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name or self.username
