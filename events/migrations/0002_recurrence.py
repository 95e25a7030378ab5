import datetime
import django.core.validators
import django.db.models.deletion
import events.models.series
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def name_the_date(apps, schema_editor):
    """Give each date that is there already its day in the site's time zone."""
    zone = timezone.get_default_timezone()
    for occurrence in apps.get_model("events", "Occurrence").objects.all():
        occurrence.on = occurrence.starts_at.astimezone(zone).date()
        occurrence.save(update_fields=["on"])


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0001_initial'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DateChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('on', models.DateField(help_text='The date as it is in the series.', verbose_name='date')),
                ('kind', models.CharField(choices=[('cancelled', 'cancelled: shown, with the reason'), ('moved', 'moved: another time or place'), ('skipped', 'skipped: never announced')], max_length=10, verbose_name='what happens')),
                ('reason', models.CharField(blank=True, max_length=250, verbose_name='reason')),
                ('starts_at', models.DateTimeField(blank=True, null=True, verbose_name='new start')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='new end')),
            ],
            options={
                'verbose_name': 'change of one date',
                'verbose_name_plural': 'changes of single dates',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('first_on', models.DateField(verbose_name='first day')),
                ('last_on', models.DateField(verbose_name='last day')),
            ],
            options={
                'verbose_name': 'holiday',
                'verbose_name_plural': 'holidays',
                'ordering': ['first_on', 'pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='occurrence',
            name='events_occurrence_once',
        ),
        migrations.AddField(
            model_name='eventpage',
            name='repeat_count',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Counting the first date, and dates that are skipped.', null=True, validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(750)], verbose_name='number of times'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='repeat_every',
            field=models.PositiveSmallIntegerField(default=1, help_text='1 is each time; 2 skips every other day, week, month or year.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(99)], verbose_name='every how many'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='repeat_until',
            field=models.DateField(blank=True, null=True, verbose_name='up to and including'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='repeat_weekdays',
            field=events.models.series.WeekdaysField(blank=True, default=list, help_text='For an activity of every week. Nothing ticked: the weekday of the first date.', verbose_name='on which days'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='repeats',
            field=models.CharField(blank=True, choices=[(None, 'once'), ('daily', 'every day'), ('weekly', 'every week'), ('monthly-day', 'every month, on the same day of the month'), ('monthly-weekday', 'every month, on the same weekday (such as the 2nd Tuesday)'), ('monthly-last-weekday', 'every month, on the last such weekday'), ('yearly', 'every year')], max_length=20, verbose_name='repeats'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='skips_holidays',
            field=models.BooleanField(default=False, help_text='Dates within a holiday of the list of holidays are left out.', verbose_name='not in the holidays'),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='on',
            field=models.DateField(default=datetime.date(1970, 1, 1), verbose_name='date in the series'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='occurrence',
            name='reason',
            field=models.CharField(blank=True, max_length=250, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='status',
            field=models.CharField(choices=[('planned', 'goes ahead'), ('changed', 'changed'), ('cancelled', 'cancelled')], default='planned', max_length=10, verbose_name='status'),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='venue',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='events.venue', verbose_name='venue'),
        ),
        migrations.RunPython(name_the_date, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='occurrence',
            constraint=models.UniqueConstraint(fields=('event', 'on'), name='events_occurrence_once'),
        ),
        migrations.AddField(
            model_name='datechange',
            name='event',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='date_changes', to='events.eventpage'),
        ),
        migrations.AddField(
            model_name='datechange',
            name='venue',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.venue', verbose_name='new venue'),
        ),
        migrations.AddConstraint(
            model_name='holiday',
            constraint=models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='events_holiday_ends_after_start', violation_error_message='The last day must not be before the first.'),
        ),
        migrations.AddConstraint(
            model_name='datechange',
            constraint=models.UniqueConstraint(fields=('event', 'on'), name='events_date_change_once', violation_error_message='This date has a change already.'),
        ),
        migrations.AddConstraint(
            model_name='datechange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ends_at__isnull', True), ('starts_at__isnull', True)), models.Q(('ends_at__gt', models.F('starts_at')), ('ends_at__isnull', False), ('starts_at__isnull', False)), _connector='OR'), name='events_date_change_whole', violation_error_message='Fill in both the new start and a later end, or neither.'),
        ),
    ]
