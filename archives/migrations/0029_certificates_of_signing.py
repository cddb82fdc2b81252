"""The certificate of a collective signing, a kind of document of its own."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0028_power_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="document",
            name="document_kind",
        ),
        migrations.RemoveConstraint(
            model_name="documenttemplate",
            name="template_kind",
        ),
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
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
                    ("signing", "certificate of a collective signing"),
                ],
                max_length=14,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="documenttemplate",
            name="kind",
            field=models.CharField(
                choices=[
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
                    ("signing", "certificate of a collective signing"),
                ],
                max_length=14,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "acceptance",
                            "transfer",
                            "rectification",
                            "notice",
                            "determination",
                            "criticism",
                            "joint_action",
                            "objection",
                            "correction",
                            "repair_notice",
                            "repair",
                            "certificate",
                            "reputation",
                            "lifting",
                            "signing",
                        ],
                    )
                ),
                name="document_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="documenttemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "acceptance",
                            "transfer",
                            "rectification",
                            "notice",
                            "determination",
                            "criticism",
                            "joint_action",
                            "objection",
                            "correction",
                            "repair_notice",
                            "repair",
                            "certificate",
                            "reputation",
                            "lifting",
                            "signing",
                        ],
                    )
                ),
                name="template_kind",
            ),
        ),
    ]
