"""What was put into the outbox is found by what it is about

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-27 05:25:00.000000+00:00
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # the unique one begins with the device too
    op.drop_index("ix_deliveries_subscription_id", table_name="deliveries")
    op.create_index("ix_deliveries_key", "deliveries", ["key"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_deliveries_key", table_name="deliveries")
    op.create_index(
        "ix_deliveries_subscription_id", "deliveries", ["subscription_id"], unique=False
    )
