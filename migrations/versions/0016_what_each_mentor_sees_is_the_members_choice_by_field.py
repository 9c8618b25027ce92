"""What each mentor sees is the member's choice, by field and by day

Revision ID: 0016
Revises: 0014
Create Date: 2026-11-27 22:30:00.000000+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# All that a mentor saw until now, as it was told at the yes.
TOLD = ["mood", "sober", "craving", "triggers", "note", "other", "trackers", "trends"]


def upgrade() -> None:
    consents = op.create_table(
        "consents",
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words_version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("member_name", sa.Text(), nullable=True),
        sa.Column("mentor_name", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name=op.f("fk_consents_match_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("match_id", "number", name=op.f("pk_consents")),
    )
    matches = sa.table("matches", sa.column("id", sa.Uuid()), sa.column("started_at"))
    told = sa.select(
        matches.c.id,
        sa.literal(1),
        matches.c.started_at,
        sa.literal(TOLD, sa.JSON()),
        sa.literal(0),
        sa.literal("told"),
    )
    names = ["match_id", "number", "given_at", "fields", "words_version", "kind"]
    op.execute(consents.insert().from_select(names, told))

    op.create_table(
        "hidden_days",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["people.id"], name=op.f("fk_hidden_days_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "day", name=op.f("pk_hidden_days")),
    )
    op.add_column("match_requests", sa.Column("shares", sa.JSON(), nullable=True))
    op.add_column("match_requests", sa.Column("shares_days", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("match_requests", "shares_days")
    op.drop_column("match_requests", "shares")
    op.drop_table("hidden_days")
    op.drop_table("consents")
