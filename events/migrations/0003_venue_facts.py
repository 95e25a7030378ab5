from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0002_recurrence'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='venue',
            name='has_accessible_toilet',
            field=models.BooleanField(blank=True, null=True, verbose_name='accessible toilet'),
        ),
        migrations.AddField(
            model_name='venue',
            name='has_hearing_loop',
            field=models.BooleanField(blank=True, null=True, verbose_name='hearing loop'),
        ),
        migrations.AddField(
            model_name='venue',
            name='has_lift',
            field=models.BooleanField(blank=True, null=True, verbose_name='lift'),
        ),
        migrations.AddField(
            model_name='venue',
            name='has_quiet_room',
            field=models.BooleanField(blank=True, null=True, verbose_name='quiet room'),
        ),
        migrations.AddField(
            model_name='venue',
            name='has_sign_language',
            field=models.BooleanField(blank=True, null=True, verbose_name='sign language interpreter'),
        ),
        migrations.AddField(
            model_name='venue',
            name='has_wheelchair_access',
            field=models.BooleanField(blank=True, null=True, verbose_name='wheelchair accessible'),
        ),
        migrations.AddField(
            model_name='venue',
            name='public_transport',
            field=models.CharField(blank=True, help_text='For example: bus 6, stop Marnixlaan, 200 metres.', max_length=250, verbose_name='public transport'),
        ),
    ]
