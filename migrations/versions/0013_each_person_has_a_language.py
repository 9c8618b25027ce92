"""Each person has a language

Revision ID: 0013
Revises: 0012
Create Date: 2026-11-27 15:00:00.000000+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The default stays in the database: old code, which knows no language, adds people too.
    op.add_column(
        "people", sa.Column("language", sa.String(length=8), nullable=False, server_default="en")
    )


def downgrade() -> None:
    op.drop_column("people", "language")
