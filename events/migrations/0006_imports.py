import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0005_proposals'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('address', models.URLField(blank=True, max_length=500, verbose_name='address of the calendar')),
                ('read_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='last read')),
                ('report', models.JSONField(blank=True, default=list, editable=False, verbose_name='report')),
            ],
            options={
                'verbose_name': 'calendar to import',
                'verbose_name_plural': 'calendars to import',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportedEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=255, verbose_name='identity there')),
                ('sequence', models.PositiveIntegerField(default=0, verbose_name='sequence')),
                ('changed_at', models.DateTimeField(blank=True, null=True, verbose_name='changed there')),
                ('digest', models.CharField(max_length=64, verbose_name='digest of what was read')),
            ],
            options={
                'verbose_name': 'imported activity',
                'verbose_name_plural': 'imported activities',
            },
        ),
        migrations.AddField(
            model_name='calendarsource',
            name='parent',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.WAGTAIL_PAGE_MODEL, verbose_name='where the drafts stand'),
        ),
        migrations.AddField(
            model_name='importedevent',
            name='event',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='imported_from', to='events.eventpage', verbose_name='activity'),
        ),
        migrations.AddField(
            model_name='importedevent',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='events.calendarsource', verbose_name='calendar'),
        ),
        migrations.AddConstraint(
            model_name='importedevent',
            constraint=models.UniqueConstraint(fields=('source', 'uid'), name='events_imported_event_once'),
        ),
    ]
