import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """A line of a report can be left out and knows its topic and votes; there is a PDF of each chapter.

    The table of files is made anew, for its key changes; a file is made again when somebody asks for it.
    """

    dependencies = [("stadsbijeenkomst", "0006_report_of_its_own")]

    operations = [
        migrations.AddField(
            model_name="reportline",
            name="left_out",
            field=models.BooleanField(
                default=False, help_text="An editor keeps it from the report.", verbose_name="left out"
            ),
        ),
        migrations.AddField(
            model_name="reportline",
            name="topic",
            field=models.PositiveBigIntegerField(db_index=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="reportline",
            name="votes",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="votes"),
        ),
        migrations.DeleteModel(name="ReportFile"),
        migrations.CreateModel(
            name="ReportFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chapter", models.CharField(blank=True, max_length=255, verbose_name="chapter")),
                ("version", models.CharField(max_length=64, verbose_name="version")),
                ("content", models.BinaryField(verbose_name="content")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="made at")),
                (
                    "report",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="stadsbijeenkomst.reportpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a report",
                "verbose_name_plural": "files of reports",
                "constraints": [
                    models.UniqueConstraint(fields=("report", "chapter"), name="stadsbijeenkomst_file_once")
                ],
            },
        ),
    ]
