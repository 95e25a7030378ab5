import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0004_registration'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('organisation', models.CharField(blank=True, max_length=160, verbose_name='organisation')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('language', models.CharField(default='nl', max_length=10, verbose_name='language')),
                ('status', models.CharField(choices=[('waiting', 'waiting for an answer'), ('published', 'published'), ('refused', 'refused')], default='waiting', max_length=10, verbose_name='status')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='answer')),
                ('created_at', models.DateTimeField(verbose_name='proposed')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
            ],
            options={
                'verbose_name': 'proposal',
                'verbose_name_plural': 'proposals',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='agendapage',
            name='proposals_until',
            field=models.DateField(blank=True, help_text='Up to and including this day everybody may propose an activity. Empty: nobody may.', null=True, verbose_name='proposals until'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='event',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposal', to='events.eventpage', verbose_name='activity'),
        ),
    ]
