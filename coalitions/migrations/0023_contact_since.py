from django.db import migrations, models


class Migration(migrations.Migration):
    """Since when a partner has the contact that it has."""

    dependencies = [("coalitions", "0022_partner_of_action_stays")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="contact_since",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="contact since"),
        ),
    ]
