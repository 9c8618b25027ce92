"""Exit is explained once and can be hidden, and a device can have a PIN

Revision ID: 0014
Revises: 0013
Create Date: 2026-11-27 15:00:00.000000+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # whoever is here already has not read it yet either
    for name in ("exit_explained_at", "exit_hidden_at"):
        op.add_column("people", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("exit_explained_at", "exit_hidden_at"):
        op.drop_column("people", name)
