"""When a return to use was told is kept with it

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-27 12:00:00.000000+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nobody knows when the old ones were told: they stay empty, and are news to nobody.
    op.add_column(
        "sobriety_periods", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("sobriety_periods", "told_at")
