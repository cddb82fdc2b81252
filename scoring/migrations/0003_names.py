from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0002_engine"),
    ]

    operations = [
        migrations.AlterField(
            model_name="run",
            name="id",
            field=models.AutoField(primary_key=True, serialize=False, verbose_name="run number"),
        ),
        migrations.AlterField(
            model_name="run",
            name="job_id",
            field=models.UUIDField(editable=False, null=True, unique=True, verbose_name="job"),
        ),
        migrations.AlterField(
            model_name="run",
            name="live",
            field=models.BooleanField(default=False, verbose_name="timetable run"),
        ),
        migrations.AlterField(
            model_name="score",
            name="base_id",
            field=models.IntegerField(verbose_name="on top of run"),
        ),
        migrations.AlterField(
            model_name="score",
            name="digest",
            field=models.BigIntegerField(verbose_name="digest"),
        ),
        migrations.AlterField(
            model_name="score",
            name="lines",
            field=models.IntegerField(verbose_name="number of lines"),
        ),
        migrations.AlterField(
            model_name="score",
            name="run_id",
            field=models.IntegerField(verbose_name="scoring run"),
        ),
        migrations.AlterField(
            model_name="score",
            name="score",
            field=models.IntegerField(verbose_name="score"),
        ),
        migrations.AlterField(
            model_name="score",
            name="subject_id",
            field=models.BigIntegerField(verbose_name="body"),
        ),
    ]
