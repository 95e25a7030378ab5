import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0003_venue_facts'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Deletion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event_uid', models.UUIDField(verbose_name='activity')),
                ('event_title', models.CharField(max_length=255, verbose_name='title')),
                ('reason', models.CharField(choices=[('retention', 'time was up'), ('event', 'the activity was deleted'), ('request', 'somebody asked for it')], max_length=10, verbose_name='reason')),
                ('number', models.PositiveIntegerField(verbose_name='registrations deleted')),
                ('deleted_at', models.DateTimeField(verbose_name='deleted')),
            ],
            options={
                'verbose_name': 'deletion of registrations',
                'verbose_name_plural': 'deletions of registrations',
                'ordering': ['-deleted_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('label', models.CharField(max_length=160, verbose_name='question')),
                ('kind', models.CharField(choices=[('line', 'one line'), ('text', 'several lines'), ('yes', 'tick'), ('choice', 'one of a list')], default='line', max_length=10, verbose_name='kind of answer')),
                ('choices', models.TextField(blank=True, help_text='One answer on each line.', max_length=1000, verbose_name='list')),
                ('is_required', models.BooleanField(default=False, verbose_name='must be answered')),
            ],
            options={
                'verbose_name': 'question',
                'verbose_name_plural': 'questions',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='reference')),
                ('on', models.DateField(blank=True, help_text='As it is in the series; empty for the activity as a whole.', null=True, verbose_name='date')),
                ('status', models.CharField(choices=[('confirmed', 'confirmed'), ('waiting', 'waiting list'), ('cancelled', 'cancelled')], max_length=10, verbose_name='status')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='telephone')),
                ('people', models.PositiveSmallIntegerField(default=1, verbose_name='people')),
                ('answers', models.JSONField(blank=True, default=list, help_text='Pairs of question and answer.', verbose_name='answers')),
                ('language', models.CharField(default='nl', max_length=10, verbose_name='language')),
                ('consented_at', models.DateTimeField(verbose_name='consent')),
                ('created_at', models.DateTimeField(verbose_name='registered')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='cancelled at')),
                ('told', models.CharField(blank=True, help_text='What the person knows of date, place and status.', max_length=64, verbose_name='what was mailed')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='reminded')),
                ('attended', models.BooleanField(blank=True, null=True, verbose_name='was there')),
            ],
            options={
                'verbose_name': 'registration',
                'verbose_name_plural': 'registrations',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='eventpage',
            name='capacity',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Per date. Empty: no limit.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='number of places'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='has_waiting_list',
            field=models.BooleanField(default=True, verbose_name='waiting list when it is full'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='people_per_registration',
            field=models.PositiveSmallIntegerField(default=1, help_text='With how many people somebody may come at most.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10)], verbose_name='people per registration'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='registers_per_date',
            field=models.BooleanField(default=True, help_text='Of a series: people choose a date. If not, they register for all dates.', verbose_name='per date'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='registration_closes_at',
            field=models.DateTimeField(blank=True, help_text='Empty: until it begins.', null=True, verbose_name='register until'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='registration_open',
            field=models.BooleanField(default=False, verbose_name='people can register'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='reminder_hours',
            field=models.PositiveSmallIntegerField(blank=True, default=24, help_text='How many hours before it begins. Empty: no reminder.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(336)], verbose_name='reminder'),
        ),
        migrations.AddField(
            model_name='question',
            name='event',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='events.eventpage'),
        ),
        migrations.AddField(
            model_name='registration',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registrations', to='events.eventpage', verbose_name='activity'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(fields=['event', 'on', 'status'], name='events_registration_places'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(('on__isnull', True), models.Q(('status', 'cancelled'), _negated=True)), fields=('event', 'email'), name='events_registration_once'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(('on__isnull', False), models.Q(('status', 'cancelled'), _negated=True)), fields=('event', 'on', 'email'), name='events_registration_once_per_date'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('people__gte', 1)), name='events_registration_somebody'),
        ),
    ]
