"""What a mentor does, promises, hands over, notes, and wants to be told of

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-27 08:18:56.409898+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mentor_looks",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_daily_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_mentor_looks_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_looks")),
        sa.UniqueConstraint("person_id", name=op.f("uq_mentor_looks_person_id")),
    )
    with op.batch_alter_table("mentor_looks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentor_looks_next_at"), ["next_at"], unique=False)

    op.create_table(
        "mentor_rings",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("rung_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("match_ids", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_mentor_rings_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_rings")),
    )
    with op.batch_alter_table("mentor_rings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentor_rings_person_id"), ["person_id"], unique=False)

    op.create_table(
        "mentor_wishes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("silence", sa.SmallInteger(), nullable=False),
        sa.Column("craving", sa.SmallInteger(), nullable=False),
        sa.Column("low", sa.SmallInteger(), nullable=False),
        sa.Column("contact", sa.SmallInteger(), nullable=False),
        sa.Column("rings", sa.JSON(), nullable=False),
        sa.Column("digest_at", sa.Time(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_mentor_wishes_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mentor_wishes")),
    )
    op.create_table(
        "muted_kinds",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_muted_kinds_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_muted_kinds")),
    )
    op.create_table(
        "mentor_acts",
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column("did", sa.String(length=12), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name=op.f("fk_mentor_acts_match_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_acts")),
    )
    with op.batch_alter_table("mentor_acts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_mentor_acts_match_id_made_at", ["match_id", "made_at"], unique=False
        )

    op.create_table(
        "mentor_notes",
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name=op.f("fk_mentor_notes_match_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_notes")),
    )
    with op.batch_alter_table("mentor_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentor_notes_match_id"), ["match_id"], unique=False)

    op.create_table(
        "follow_ups",
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_kept", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["act_id"], ["mentor_acts.id"], name=op.f("fk_follow_ups_act_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name=op.f("fk_follow_ups_match_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
    )
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.create_index(
            "ix_follow_ups_open",
            ["match_id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "hand_overs",
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tell_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by_id", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["act_id"], ["mentor_acts.id"], name=op.f("fk_hand_overs_act_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name=op.f("fk_hand_overs_match_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"],
            ["people.id"],
            name=op.f("fk_hand_overs_taken_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_overs")),
    )
    with op.batch_alter_table("hand_overs", schema=None) as batch_op:
        batch_op.create_index("ix_hand_overs_match_id", ["match_id"], unique=False)
        batch_op.create_index(
            "ix_hand_overs_waiting",
            ["tell_at"],
            unique=False,
            sqlite_where=sa.text("taken_at IS NULL AND closed_at IS NULL"),
            postgresql_where=sa.text("taken_at IS NULL AND closed_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("hand_overs", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_hand_overs_waiting",
            sqlite_where=sa.text("taken_at IS NULL AND closed_at IS NULL"),
            postgresql_where=sa.text("taken_at IS NULL AND closed_at IS NULL"),
        )
        batch_op.drop_index("ix_hand_overs_match_id")

    op.drop_table("hand_overs")
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_follow_ups_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.drop_table("follow_ups")
    with op.batch_alter_table("mentor_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_notes_match_id"))

    op.drop_table("mentor_notes")
    with op.batch_alter_table("mentor_acts", schema=None) as batch_op:
        batch_op.drop_index("ix_mentor_acts_match_id_made_at")

    op.drop_table("mentor_acts")
    op.drop_table("muted_kinds")
    op.drop_table("mentor_wishes")
    with op.batch_alter_table("mentor_rings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_rings_person_id"))

    op.drop_table("mentor_rings")
    with op.batch_alter_table("mentor_looks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_looks_next_at"))

    op.drop_table("mentor_looks")
