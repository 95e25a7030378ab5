from django.db import migrations


class Migration(migrations.Migration):
    """The report is a page: its introduction stands there, and its lines say themselves when they change."""

    dependencies = [("stadsbijeenkomst", "0005_board_event_outlives_group")]

    operations = [
        migrations.RemoveField(model_name="stadsbijeenkomstpage", name="report_introduction"),
        migrations.RemoveField(model_name="proceedings", name="report_changed_at"),
    ]
