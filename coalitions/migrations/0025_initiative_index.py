import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """In which list of coalitions somebody wants to start one: a site and a language have one each."""

    dependencies = [("coalitions", "0024_contact_since")]

    operations = [
        migrations.AddField(
            model_name="initiative",
            name="index",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="coalitions.coalitionindexpage",
            ),
        ),
    ]
