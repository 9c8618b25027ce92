"""A person closes their account and is erased, after they have said their password again

Revision ID: 0017
Revises: 0016
Create Date: 2026-11-27 22:10:00.000000+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# PostgreSQL keeps samples of a column's values beside the table, where no erase reaches them.
READABLE = (
    ("people", "email"),
    ("people", "display_name"),
    ("match_profiles", "alias"),
    ("match_profiles", "place"),
)


def upgrade() -> None:
    op.add_column("people", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    where = sa.text("closed_at IS NOT NULL")
    op.create_index(
        "ix_people_closed_at",
        "people",
        ["closed_at"],
        sqlite_where=where,
        postgresql_where=where,
    )
    op.add_column("sign_ins", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "erasures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("wiped_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_table(
        "erased_sign_ins",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_erased_sign_ins")),
    )
    keep_samples(0)


def downgrade() -> None:
    keep_samples(-1)
    op.drop_table("erased_sign_ins")
    op.drop_table("erasures")
    op.drop_column("sign_ins", "confirmed_at")
    op.drop_index("ix_people_closed_at", "people")
    op.drop_column("people", "closed_at")


def keep_samples(how_many: int) -> None:
    """-1: as many as PostgreSQL does by itself."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column in READABLE:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {how_many}")
