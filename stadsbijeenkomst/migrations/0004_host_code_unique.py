from django.db import migrations, models

import stadsbijeenkomst.codes


class Migration(migrations.Migration):
    dependencies = [("stadsbijeenkomst", "0003_fill_evening")]
    operations = [
        migrations.AlterField(
            model_name="table",
            name="host_code",
            field=models.CharField(
                default=stadsbijeenkomst.codes.make_for_host,
                editable=False,
                max_length=10,
                unique=True,
                verbose_name="code of the host",
            ),
        ),
    ]
