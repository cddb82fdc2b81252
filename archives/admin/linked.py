"""Read-only fields of a form that link only where the reader may go."""

from __future__ import annotations

from django.contrib.admin import helpers


class Read(helpers.AdminReadonlyField):
    """A field to be read: what it names is a link for whoever may open it, else words."""

    def get_admin_url(self, remote_field, remote_obj):
        kept = self.model_admin.admin_site._registry.get(type(remote_obj))
        if kept is None or not kept.has_view_permission(self.form.reader, remote_obj):
            return str(remote_obj)
        return super().get_admin_url(remote_field, remote_obj)


class Line(helpers.Fieldline):
    def __iter__(self):
        for i, field in enumerate(self.fields):
            if field in self.readonly_fields:
                yield Read(self.form, field, is_first=i == 0, model_admin=self.model_admin)
            else:
                yield helpers.AdminField(self.form, field, is_first=i == 0)


class Part(helpers.Fieldset):
    def __iter__(self):
        for field in self.fields:
            yield Line(self.form, field, self.readonly_fields, model_admin=self.model_admin)


class Form(helpers.AdminForm):
    """The admin's form, read by the person of ``request``."""

    def __init__(self, shown: helpers.AdminForm, request):
        super().__init__(shown.form, shown.fieldsets, {}, shown.readonly_fields, shown.model_admin)
        self.prepopulated_fields = shown.prepopulated_fields
        self.form.reader = request

    def __iter__(self):
        for name, options in self.fieldsets:
            yield Part(self.form, name, readonly_fields=self.readonly_fields, model_admin=self.model_admin, **options)
