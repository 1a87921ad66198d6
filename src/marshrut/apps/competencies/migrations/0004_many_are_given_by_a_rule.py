import django.db.models.deletion
import django.utils.timezone
import marshrut.foundation.scope.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("competencies", "0003_judged_by_numbers_that_change"),
        ("scope", "0002_a_tenant_may_be_a_demonstration"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccompanimentBatch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=marshrut.foundation.scope.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("words", models.CharField(max_length=600)),
                ("count", models.PositiveIntegerField()),
                ("order_number", models.CharField(max_length=60)),
                ("order_date", models.DateField(null=True)),
                ("given_by", models.UUIDField(null=True)),
                ("given_by_name", models.CharField(blank=True, max_length=260)),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.CharField(blank=True, max_length=300)),
                (
                    "node",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="scope.node"),
                ),
                (
                    "tenant",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="scope.tenant"),
                ),
            ],
            options={
                "ordering": ("-given_at",),
                "indexes": [models.Index(fields=["tenant", "-given_at"], name="care_batches_by_time")],
            },
        ),
        migrations.AddField(
            model_name="accompaniment",
            name="batch",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="competencies.accompanimentbatch",
            ),
        ),
    ]
