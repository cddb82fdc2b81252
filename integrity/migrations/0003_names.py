import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("integrity", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="job",
            name="about_id",
            field=models.BigIntegerField(null=True, verbose_name="entry number"),
        ),
        migrations.AlterField(
            model_name="job",
            name="about_kind",
            field=models.CharField(blank=True, max_length=60, verbose_name="kind of entry"),
        ),
        migrations.AlterField(
            model_name="job",
            name="asked_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"),
        ),
        migrations.AlterField(
            model_name="job",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="asked by",
            ),
        ),
        migrations.AlterField(
            model_name="job",
            name="finished_at",
            field=models.DateTimeField(null=True, verbose_name="finished"),
        ),
        migrations.AlterField(
            model_name="job",
            name="id",
            field=models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name="number"),
        ),
        migrations.AlterField(
            model_name="job",
            name="started_at",
            field=models.DateTimeField(null=True, verbose_name="started"),
        ),
        migrations.AlterField(
            model_name="steptaken",
            name="at",
            field=models.DateTimeField(
                db_default=models.Func(function="statement_timestamp", output_field=models.DateTimeField()), verbose_name="taken at"
            ),
        ),
        migrations.AlterField(
            model_name="steptaken",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="taken by"
            ),
        ),
        migrations.AlterField(
            model_name="steptaken",
            name="entry_id",
            field=models.BigIntegerField(verbose_name="entry number"),
        ),
        migrations.AlterField(
            model_name="steptaken",
            name="entry_kind",
            field=models.CharField(max_length=60, verbose_name="kind of entry"),
        ),
        migrations.AlterField(
            model_name="steptaken",
            name="id",
            field=models.BigAutoField(primary_key=True, serialize=False, verbose_name="number"),
        ),
        migrations.AlterField(
            model_name="steptaken",
            name="reason",
            field=models.TextField(blank=True, verbose_name="reason"),
        ),
        migrations.AlterField(
            model_name="steptaken",
            name="revision",
            field=models.PositiveIntegerField(verbose_name="revision"),
        ),
        migrations.AlterField(
            model_name="steptaken",
            name="source",
            field=models.CharField(max_length=20, verbose_name="status before"),
        ),
        migrations.AlterField(
            model_name="steptaken",
            name="step",
            field=models.CharField(max_length=40, verbose_name="step"),
        ),
        migrations.AlterField(
            model_name="steptaken",
            name="target",
            field=models.CharField(max_length=20, verbose_name="status after"),
        ),
        migrations.AlterField(
            model_name="taskrun",
            name="count",
            field=models.BigIntegerField(default=0, verbose_name="count"),
        ),
        migrations.AlterField(
            model_name="taskrun",
            name="name",
            field=models.CharField(max_length=80, primary_key=True, serialize=False, verbose_name="task"),
        ),
        migrations.AlterField(
            model_name="taskrun",
            name="ran_at",
            field=models.DateTimeField(verbose_name="last ran"),
        ),
    ]
