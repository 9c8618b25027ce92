"""A member asks for someone, and who is told

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-27 08:20:00.000000+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_rules",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("answer_minutes", sa.Integer(), nullable=False),
        sa.Column("repeat_minutes", sa.Integer(), nullable=False),
        sa.Column("follow_minutes", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["people.id"],
            name=op.f("fk_call_rules_created_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_rules")),
    )
    with op.batch_alter_table("call_rules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_rules_created_at"), ["created_at"], unique=False)

    op.create_table(
        "call_wishes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("only_mentor_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("no_nights_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_call_wishes_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_call_wishes")),
    )
    op.create_table(
        "help_calls",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("only_mentor", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("stage", sa.SmallInteger(), nullable=True),
        sa.Column("rounds", sa.SmallInteger(), nullable=False),
        sa.Column("happened", sa.Integer(), nullable=False),
        sa.Column("next_step_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by_id", sa.Uuid(), nullable=True),
        sa.Column("asked_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("ending", sa.String(length=10), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["closed_by_id"],
            ["people.id"],
            name=op.f("fk_help_calls_closed_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["people.id"], name=op.f("fk_help_calls_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"],
            ["people.id"],
            name=op.f("fk_help_calls_taken_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_calls")),
    )
    with op.batch_alter_table("help_calls", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_help_calls_closed_by_id"), ["closed_by_id"], unique=False
        )
        batch_op.create_index(
            "ix_help_calls_member_id_reached_at", ["member_id", "reached_at"], unique=False
        )
        batch_op.create_index("ix_help_calls_next_step_at", ["next_step_at"], unique=False)
        batch_op.create_index("ix_help_calls_reached_at", ["reached_at"], unique=False)
        batch_op.create_index(
            "ix_help_calls_one_open",
            ["member_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "on_call",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("yes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("no_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["people.id"], name=op.f("fk_on_call_asked_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_on_call_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_on_call")),
    )
    op.create_table(
        "help_call_acts",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["help_calls.id"],
            name=op.f("fk_help_call_acts_call_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_help_call_acts_person_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_call_acts")),
    )
    with op.batch_alter_table("help_call_acts", schema=None) as batch_op:
        batch_op.create_index("ix_help_call_acts_call_id", ["call_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_help_call_acts_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "help_call_steps",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("stage", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("devices", sa.SmallInteger(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["help_calls.id"],
            name=op.f("fk_help_call_steps_call_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_help_call_steps_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_call_steps")),
        sa.UniqueConstraint(
            "call_id", "person_id", "round", name=op.f("uq_help_call_steps_call_id_person_id_round")
        ),
    )
    with op.batch_alter_table("help_call_steps", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_help_call_steps_mail_due_at"), ["mail_due_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_help_call_steps_person_id"), ["person_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("help_call_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_help_call_steps_person_id"))
        batch_op.drop_index(batch_op.f("ix_help_call_steps_mail_due_at"))

    op.drop_table("help_call_steps")
    with op.batch_alter_table("help_call_acts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_help_call_acts_person_id"))
        batch_op.drop_index("ix_help_call_acts_call_id")

    op.drop_table("help_call_acts")
    op.drop_table("on_call")
    with op.batch_alter_table("help_calls", schema=None) as batch_op:
        batch_op.drop_index("ix_help_calls_one_open")
        batch_op.drop_index("ix_help_calls_reached_at")
        batch_op.drop_index("ix_help_calls_next_step_at")
        batch_op.drop_index("ix_help_calls_member_id_reached_at")
        batch_op.drop_index(batch_op.f("ix_help_calls_closed_by_id"))

    op.drop_table("help_calls")
    op.drop_table("call_wishes")
    with op.batch_alter_table("call_rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_rules_created_at"))

    op.drop_table("call_rules")
