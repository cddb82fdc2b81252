"""The letter by which measures are lifted, a kind of document of its own; and what may be read of a person linked to an enterprise."""

from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("acceptance", "notice of acceptance"),
    ("transfer", "letter of transfer"),
    ("rectification", "order to rectify by a day"),
    ("notice", "notice of dishonesty"),
    ("determination", "determination of dishonesty"),
    ("criticism", "circulated criticism"),
    ("joint_action", "letter of joint measures"),
    ("objection", "decision on an objection"),
    ("correction", "public correction"),
    ("repair_notice", "notice of credit repair"),
    ("repair", "decision on credit repair"),
    ("certificate", "certificate of credit repair"),
    ("reputation", "letter restoring reputation"),
    ("lifting", "letter of lifting"),
]
WORDS = [kind for kind, _label in KINDS]
READ = [
    ("archive", "the archive"),
    ("record", "one record"),
    ("filing", "a filing"),
    ("names", "names in a filing"),
    ("entry", "entering a record"),
    ("register", "registering the person"),
    ("document", "an official document"),
    ("link", "a link to an enterprise"),
    ("eligible", "a check of eligibility"),
]


class Migration(migrations.Migration):
    dependencies = [("archives", "0023_repaired")]

    operations = [
        *(
            operation
            for model, name in (("document", "document_kind"), ("documenttemplate", "template_kind"))
            for operation in (
                migrations.RemoveConstraint(model, name),
                migrations.AlterField(model, "kind", models.CharField(choices=KINDS, max_length=14, verbose_name="kind")),
                migrations.AddConstraint(model, models.CheckConstraint(condition=Q(kind__in=WORDS), name=name)),
            )
        ),
        migrations.AlterField("readlog", "what", models.CharField(choices=READ, max_length=10, verbose_name="what")),
    ]
