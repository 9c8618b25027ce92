"""What the two of a match write to each other, read marks, and what is reported

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-27 08:20:00.000000+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UNREAD = sa.text("read_at IS NULL AND taken_back_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("member_wrote_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mentor_wrote_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("member_rang", sa.Integer(), nullable=True),
        sa.Column("member_rings_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mentor_rang", sa.Integer(), nullable=True),
        sa.Column("mentor_rings_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["match_id"],
            ["matches.id"],
            name=op.f("fk_conversations_match_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("match_id", name=op.f("pk_conversations")),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("photo", sa.LargeBinary(), nullable=True),
        sa.Column("photo_type", sa.String(length=20), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name=op.f("fk_messages_match_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["people.id"], name=op.f("fk_messages_by_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("match_id", "number", name=op.f("uq_messages_match_id_number")),
    )
    op.create_index("ix_messages_match_id_changed", "messages", ["match_id", "changed"])
    op.create_index("ix_messages_by_id_sent_at", "messages", ["by_id", "sent_at"])
    op.create_index(
        "ix_messages_unread",
        "messages",
        ["match_id", "by_id"],
        sqlite_where=UNREAD,
        postgresql_where=UNREAD,
    )
    op.create_table(
        "message_settings",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("read_marks", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_message_settings_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_message_settings")),
    )
    op.create_table(
        "message_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("photos_allowed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["people.id"],
            name=op.f("fk_message_rules_created_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_rules")),
    )
    op.create_index("ix_message_rules_created_at", "message_rules", ["created_at"])
    op.create_table(
        "message_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("photo", sa.LargeBinary(), nullable=True),
        sa.Column("photo_type", sa.String(length=20), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by_id", sa.Uuid(), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_by_id", sa.Uuid(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_message_reports_{column}"),
                ondelete="SET NULL",
            )
            for column, table in (
                ("message_id", "messages"),
                ("by_id", "people"),
                ("about_id", "people"),
                ("seen_by_id", "people"),
                ("handled_by_id", "people"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_reports")),
        sa.UniqueConstraint(
            "message_id", "by_id", name=op.f("uq_message_reports_message_id_by_id")
        ),
    )
    op.create_index("ix_message_reports_created_at", "message_reports", ["created_at"])


def downgrade() -> None:
    for table in (
        "message_reports",
        "message_rules",
        "message_settings",
        "messages",
        "conversations",
    ):
        op.drop_table(table)
