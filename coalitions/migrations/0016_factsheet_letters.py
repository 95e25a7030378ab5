import datetime

import django.db.models.deletion
import django.utils.timezone
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('coalitions', '0015_reminder_failed'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FactsheetIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('introduction', models.TextField(blank=True, verbose_name='introduction')),
            ],
            options={
                'verbose_name': 'list of factsheets',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.AddField(
            model_name='factsheetpage',
            name='letter_numbers',
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='factsheetpage',
            name='letter_on',
            field=models.DateField(blank=True, null=True, verbose_name='date of the letter'),
        ),
        migrations.AlterField(
            model_name='factsheetpage',
            name='letter',
            field=wagtail.fields.RichTextField(blank=True, help_text='The button “Letter to the council” writes a first text with the numbers. Empty: there is no letter.', verbose_name='letter to the council'),
        ),
        migrations.AddConstraint(
            model_name='factsheetpage',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__lt', datetime.date(2100, 1, 1)), ('starts_on__gte', datetime.date(2000, 1, 1))), name='coalitions_factsheet_in_this_century', violation_error_message='The period lies between 2000 and 2100.'),
        ),
        migrations.CreateModel(
            name='FactsheetFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('factsheet', 'factsheet'), ('letter', 'letter to the council')], max_length=10, verbose_name='kind')),
                ('version', models.CharField(max_length=64, verbose_name='version')),
                ('content', models.BinaryField(verbose_name='content')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made at')),
                ('factsheet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='files', to='coalitions.factsheetpage')),
            ],
            options={
                'verbose_name': 'file of a factsheet',
                'verbose_name_plural': 'files of factsheets',
                'constraints': [models.UniqueConstraint(fields=('factsheet', 'kind'), name='coalitions_factsheet_file_once')],
            },
        ),
    ]
