import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A partner who begins an action is not deleted before somebody else begins it."""

    dependencies = [("coalitions", "0021_initiative_themes")]

    operations = [
        migrations.AlterField(
            model_name="action",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="actions",
                to="coalitions.organisation",
                verbose_name="partner",
            ),
        ),
    ]
