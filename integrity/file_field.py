"""The field of a form that takes several files; what they are is asked of their content (``integrity.uploads``)."""

from __future__ import annotations

from django import forms


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, as a list; none where nothing was chosen."""

    widget = Files(attrs={"multiple": True, "accept": ".pdf,.jpg,.jpeg,.png"})

    def clean(self, data, initial=None):
        return list(data) if isinstance(data, (list, tuple)) else [data] if data else []
