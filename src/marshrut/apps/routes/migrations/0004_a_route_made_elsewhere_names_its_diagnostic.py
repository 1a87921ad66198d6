from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("routes", "0003_regions_print_routes_in_their_own_form"),
    ]

    operations = [
        migrations.AddField(
            model_name="route",
            name="diagnosed_by",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
    ]
