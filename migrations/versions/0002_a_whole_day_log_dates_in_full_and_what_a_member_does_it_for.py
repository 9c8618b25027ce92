"""A whole day log, dates in full, and what a member does it for

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-24 16:55:47.399266+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questions",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_table(
        "checkin_settings",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("shared", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["people.id"],
            name=op.f("fk_checkin_settings_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_checkin_settings")),
    )
    op.create_table(
        "import_drafts",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["people.id"],
            name=op.f("fk_import_drafts_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_drafts")),
    )
    with op.batch_alter_table("import_drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_drafts_member_id"), ["member_id"], unique=False)

    op.create_table(
        "motivations",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("photo", sa.LargeBinary(), nullable=True),
        sa.Column("photo_type", sa.String(length=20), nullable=True),
        sa.Column("photo_words", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["people.id"], name=op.f("fk_motivations_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_motivations")),
    )
    op.create_table(
        "pledges",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["people.id"], name=op.f("fk_pledges_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "day", name=op.f("pk_pledges")),
    )
    op.create_table(
        "question_versions",
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("low", sa.String(length=40), nullable=True),
        sa.Column("high", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["people.id"],
            name=op.f("fk_question_versions_created_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_question_versions_question_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_versions")),
        sa.UniqueConstraint(
            "question_id", "number", name=op.f("uq_question_versions_question_id_number")
        ),
    )
    op.create_table(
        "reflection_settings",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("pledge_is_on", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("review_is_on", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("pledge_words", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["people.id"],
            name=op.f("fk_reflection_settings_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_reflection_settings")),
    )
    op.create_table(
        "reviews",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["people.id"], name=op.f("fk_reviews_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "day", name=op.f("pk_reviews")),
    )
    op.create_table(
        "lapses",
        sa.Column("tracker_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tracker_id"], ["trackers.id"], name=op.f("fk_lapses_tracker_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lapses")),
        sa.UniqueConstraint("tracker_id", "on", name=op.f("uq_lapses_tracker_id_on")),
    )
    op.create_table(
        "own_milestones",
        sa.Column("tracker_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tracker_id"],
            ["trackers.id"],
            name=op.f("fk_own_milestones_tracker_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_milestones")),
    )
    with op.batch_alter_table("own_milestones", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_own_milestones_tracker_id"), ["tracker_id"], unique=False
        )

    op.create_table(
        "celebrations",
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("milestone", sa.String(length=60), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["period_id"],
            ["sobriety_periods.id"],
            name=op.f("fk_celebrations_period_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("period_id", "milestone", name=op.f("pk_celebrations")),
    )
    with op.batch_alter_table("checkin_versions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sleep", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("anxiety", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("connectedness", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("medication", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("meetings", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("gratitude", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("own", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("said_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("said_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("stamps", sa.JSON(), nullable=True))

    with op.batch_alter_table("checkins", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sleep", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("anxiety", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("connectedness", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("medication", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("meetings", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("gratitude", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("own", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("said_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("said_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("stamps", sa.JSON(), nullable=True))
        batch_op.create_check_constraint(batch_op.f("ck_checkins_sleep"), "sleep BETWEEN 1 AND 5")
        batch_op.create_check_constraint(
            batch_op.f("ck_checkins_anxiety"), "anxiety BETWEEN 1 AND 5"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_checkins_connectedness"), "connectedness BETWEEN 1 AND 5"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_checkins_meetings"), "meetings BETWEEN 0 AND 9"
        )

    with op.batch_alter_table("trackers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("is_private", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(
            sa.Column("tells_milestones", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(
            sa.Column("money_per_week", sa.Numeric(precision=10, scale=2), nullable=True)
        )
        batch_op.add_column(sa.Column("currency", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("minutes_per_week", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("trackers", schema=None) as batch_op:
        batch_op.drop_column("minutes_per_week")
        batch_op.drop_column("currency")
        batch_op.drop_column("money_per_week")
        batch_op.drop_column("tells_milestones")
        batch_op.drop_column("is_private")
        batch_op.drop_column("position")

    with op.batch_alter_table("checkins", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_checkins_meetings"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_checkins_connectedness"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_checkins_anxiety"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_checkins_sleep"), type_="check")
        batch_op.drop_column("stamps")
        batch_op.drop_column("said_id")
        batch_op.drop_column("said_at")
        batch_op.drop_column("own")
        batch_op.drop_column("gratitude")
        batch_op.drop_column("meetings")
        batch_op.drop_column("medication")
        batch_op.drop_column("connectedness")
        batch_op.drop_column("anxiety")
        batch_op.drop_column("sleep")

    with op.batch_alter_table("checkin_versions", schema=None) as batch_op:
        batch_op.drop_column("stamps")
        batch_op.drop_column("said_id")
        batch_op.drop_column("said_at")
        batch_op.drop_column("own")
        batch_op.drop_column("gratitude")
        batch_op.drop_column("meetings")
        batch_op.drop_column("medication")
        batch_op.drop_column("connectedness")
        batch_op.drop_column("anxiety")
        batch_op.drop_column("sleep")

    op.drop_table("celebrations")
    with op.batch_alter_table("own_milestones", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_own_milestones_tracker_id"))

    op.drop_table("own_milestones")
    op.drop_table("lapses")
    op.drop_table("reviews")
    op.drop_table("reflection_settings")
    op.drop_table("question_versions")
    op.drop_table("pledges")
    op.drop_table("motivations")
    with op.batch_alter_table("import_drafts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_drafts_member_id"))

    op.drop_table("import_drafts")
    op.drop_table("checkin_settings")
    op.drop_table("questions")
