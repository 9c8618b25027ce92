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
    op.create_table(
        "device_locks",
        sa.Column("sign_in_id", sa.Uuid(), nullable=False),
        sa.Column("pin_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("away_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sign_in_id"],
            ["sign_ins.id"],
            name=op.f("fk_device_locks_sign_in_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sign_in_id", name=op.f("pk_device_locks")),
    )


def downgrade() -> None:
    op.drop_table("device_locks")
    for name in ("exit_explained_at", "exit_hidden_at"):
        op.drop_column("people", name)
