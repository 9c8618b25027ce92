"""What a reminder is for, how long it rings, a break, quiet hours, and "later"

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-25 00:55:00.000000+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, *times in (
        ("quiet_hours", sa.Column("starts", sa.Time(), nullable=False),
         sa.Column("ends", sa.Time(), nullable=False)),
        ("reminder_breaks", sa.Column("back_on", sa.Date(), nullable=False)),
    ):  # fmt: skip
        op.create_table(
            name,
            sa.Column("person_id", sa.Uuid(), nullable=False),
            *times,
            sa.ForeignKeyConstraint(
                ["person_id"], ["people.id"], name=op.f(f"fk_{name}_person_id"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint("person_id", name=op.f(f"pk_{name}")),
        )
    with op.batch_alter_table("push_subscriptions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("shows_details", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("turned_off_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=12), server_default="check_in", nullable=False)
        )
        batch_op.add_column(sa.Column("words", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column("adapts", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("until", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("nudges", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.alter_column("next_date", existing_type=sa.Date(), nullable=True)
        batch_op.alter_column(
            "next_due_at", existing_type=sa.DateTime(timezone=True), nullable=True
        )
    with op.batch_alter_table("reminder_slots", schema=None) as batch_op:
        batch_op.add_column(sa.Column("again_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("rings", sa.SmallInteger(), server_default="1", nullable=False)
        )
        batch_op.add_column(sa.Column("done_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_reminder_slots_again_at"), ["again_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("reminder_slots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminder_slots_again_at"))
        batch_op.drop_column("done_at")
        batch_op.drop_column("rings")
        batch_op.drop_column("again_at")
    # the older form knows no end: who had the last slot is stopped, and can be saved again
    op.execute(
        "UPDATE reminders SET next_date = COALESCE(until, '2026-01-01'), next_due_at = created_at,"
        " parked_at = created_at, parked_because = 'it has ended' WHERE next_due_at IS NULL"
    )
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.alter_column(
            "next_due_at", existing_type=sa.DateTime(timezone=True), nullable=False
        )
        batch_op.alter_column("next_date", existing_type=sa.Date(), nullable=False)
        batch_op.drop_column("nudges")
        batch_op.drop_column("until")
        batch_op.drop_column("adapts")
        batch_op.drop_column("words")
        batch_op.drop_column("kind")
    with op.batch_alter_table("push_subscriptions", schema=None) as batch_op:
        batch_op.drop_column("turned_off_at")
        batch_op.drop_column("shows_details")
    op.drop_table("reminder_breaks")
    op.drop_table("quiet_hours")
