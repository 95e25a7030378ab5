from django.db import migrations, models


class Migration(migrations.Migration):
    """Since when a partner has the contact that it has."""

    dependencies = [("coalitions", "0023_columns_of_the_board")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="contact_since",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="contact since"),
        ),
    ]
