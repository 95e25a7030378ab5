import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('coalitions', '0017_partner_since'),
    ]

    operations = [
        migrations.AlterField(
            model_name='storypage',
            name='review_on',
            field=models.DateField(help_text='From this day we ask an editor whether the story may stay. Empty: a year after the consent.', verbose_name='ask again on'),
        ),
        migrations.CreateModel(
            name='StoryQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('review_on', models.DateField(verbose_name='ask again on')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='mailed')),
                ('outcome', models.CharField(blank=True, choices=[('', 'no answer yet'), ('stays', 'it may stay'), ('withdrawn', 'unpublished by an editor'), ('expired', 'unpublished, because nobody answered')], default='', max_length=10, verbose_name='outcome')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='coalitions.storypage', verbose_name='story')),
            ],
            options={
                'verbose_name': 'question about a story',
                'verbose_name_plural': 'questions about stories',
                'ordering': ['-asked_at', '-pk'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('story',), name='coalitions_story_asked_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='coalitions_story_question_closed'),
                ],
            },
        ),
    ]
