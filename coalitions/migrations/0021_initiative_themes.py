from django.db import migrations, models


class Migration(migrations.Migration):
    """What a new coalition is about."""

    dependencies = [("coalitions", "0020_join_told"), ("home", "0002_figure_note_and_statement_page")]

    operations = [
        migrations.AddField(
            model_name="initiative",
            name="themes",
            field=models.ManyToManyField(blank=True, related_name="+", to="home.theme", verbose_name="themes"),
        ),
    ]
