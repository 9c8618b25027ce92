"""What a device tells, which key it was made with, email, a calendar, and the zones planned with

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-27 02:05:00.000000+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "planned_with",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tzdata", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_with")),
    )
    op.create_table(
        "calendar_feeds",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("secret_digest", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("shows_details", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_calendar_feeds_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("secret_digest", name=op.f("uq_calendar_feeds_secret_digest")),
    )
    op.create_table(
        "reminder_email_wishes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_reminder_email_wishes_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_reminder_email_wishes")),
    )
    op.create_table(
        "reminder_emails",
        sa.Column("slot_id", sa.Uuid(), nullable=False),
        sa.Column("useful_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["slot_id"],
            ["reminder_slots.id"],
            name=op.f("fk_reminder_emails_slot_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("slot_id", name=op.f("pk_reminder_emails")),
    )
    with op.batch_alter_table("reminder_emails", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reminder_emails_next_try_at"), ["next_try_at"], unique=False
        )
    with op.batch_alter_table("push_subscriptions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("server_key", sa.String(length=90), nullable=True))
        batch_op.add_column(
            sa.Column("last_received_at", sa.DateTime(timezone=True), nullable=True)
        )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        for name in ("received_at", "opened_at", "answered_at"):
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        for name in ("answered_at", "opened_at", "received_at"):
            batch_op.drop_column(name)
    with op.batch_alter_table("push_subscriptions", schema=None) as batch_op:
        batch_op.drop_column("last_received_at")
        batch_op.drop_column("server_key")
    with op.batch_alter_table("reminder_emails", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminder_emails_next_try_at"))
    op.drop_table("reminder_emails")
    op.drop_table("reminder_email_wishes")
    op.drop_table("calendar_feeds")
    op.drop_table("planned_with")
