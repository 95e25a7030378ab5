import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('coalitions', '0016_factsheet_letters'),
    ]

    operations = [
        # Nobody knows since when those who are there already are partners: they count in every period.
        migrations.AddField(
            model_name='organisation',
            name='since',
            field=models.DateField(blank=True, help_text='From this day it counts in factsheets. Empty: it always did.', null=True, verbose_name='partner since'),
        ),
        migrations.AlterField(
            model_name='organisation',
            name='since',
            field=models.DateField(blank=True, default=django.utils.timezone.localdate, help_text='From this day it counts in factsheets. Empty: it always did.', null=True, verbose_name='partner since'),
        ),
    ]
