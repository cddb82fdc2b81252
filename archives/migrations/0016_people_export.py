
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archives', '0015_plain_names'),
    ]

    operations = [
        migrations.AlterField(
            model_name='redactedexport',
            name='what',
            field=models.CharField(choices=[('records', 'records'), ('sheet', 'sheet returned to the unit'), ('errors', 'list of errors of a filing'), ('readings', 'read log'), ('people', 'list of civil servants')], max_length=10, verbose_name='what'),
        ),
    ]
