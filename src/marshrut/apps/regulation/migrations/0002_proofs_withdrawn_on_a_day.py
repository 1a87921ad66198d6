"""A proof is withdrawn from a day on: what it proved before stays answerable."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import TruncDate


def _from_the_moment(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("regulation", "Proof").objects.using(schema_editor.connection.alias)
    rows.filter(withdrawn_at__isnull=False).update(withdrawn_on=TruncDate("withdrawn_at"))


class Migration(migrations.Migration):
    dependencies = [("regulation", "0001_orders_and_clauses")]

    operations = [
        migrations.AddField("proof", "withdrawn_on", models.DateField(null=True)),
        migrations.RunPython(_from_the_moment, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            "proof",
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_on=None)
                | Q(withdrawn_at__isnull=False, withdrawn_on__isnull=False),
                name="proof_withdrawn_on_a_day",
            ),
        ),
    ]
