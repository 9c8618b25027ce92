"""A recovery plan, goals with small steps, and what of them a mentor may read

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-27 08:20:00.000000+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_lines",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("section", sa.String(length=10), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["people.id"], name=op.f("fk_plan_lines_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_lines")),
    )
    op.create_index(
        "ix_plan_lines_member_id_section_place",
        "plan_lines",
        ["member_id", "section", "place"],
        unique=False,
    )
    op.create_index("ix_plan_lines_removed_at", "plan_lines", ["removed_at"], unique=False)

    op.create_table(
        "goals",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("suggested_in_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "suggested_in_id IS NOT NULL OR accepted_at IS NOT NULL",
            name=op.f("ck_goals_is_an_idea_or_accepted"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["people.id"], name=op.f("fk_goals_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["suggested_in_id"],
            ["matches.id"],
            name=op.f("fk_goals_suggested_in_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goals")),
    )
    op.create_index("ix_goals_member_id", "goals", ["member_id"], unique=False)
    op.create_index("ix_goals_removed_at", "goals", ["removed_at"], unique=False)
    op.create_index("ix_goals_suggested_in_id", "goals", ["suggested_in_id"], unique=False)

    op.create_table(
        "plan_shares",
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column("section", sa.String(length=10), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name=op.f("fk_plan_shares_match_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("match_id", "section", name=op.f("pk_plan_shares")),
    )
    op.create_table(
        "goal_shares",
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["goal_id"], ["goals.id"], name=op.f("fk_goal_shares_goal_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name=op.f("fk_goal_shares_match_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("goal_id", "match_id", name=op.f("pk_goal_shares")),
    )
    op.create_index("ix_goal_shares_match_id", "goal_shares", ["match_id"], unique=False)

    op.create_table(
        "goal_steps",
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("suggested_in_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "suggested_in_id IS NOT NULL OR accepted_at IS NOT NULL",
            name=op.f("ck_goal_steps_is_an_idea_or_accepted"),
        ),
        sa.ForeignKeyConstraint(
            ["goal_id"], ["goals.id"], name=op.f("fk_goal_steps_goal_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["suggested_in_id"],
            ["matches.id"],
            name=op.f("fk_goal_steps_suggested_in_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_steps")),
    )
    op.create_index("ix_goal_steps_goal_id_place", "goal_steps", ["goal_id", "place"], unique=False)
    op.create_index("ix_goal_steps_removed_at", "goal_steps", ["removed_at"], unique=False)
    op.create_index(
        "ix_goal_steps_suggested_in_id", "goal_steps", ["suggested_in_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_goal_steps_suggested_in_id", table_name="goal_steps")
    op.drop_index("ix_goal_steps_removed_at", table_name="goal_steps")
    op.drop_index("ix_goal_steps_goal_id_place", table_name="goal_steps")

    op.drop_table("goal_steps")
    op.drop_index("ix_goal_shares_match_id", table_name="goal_shares")

    op.drop_table("goal_shares")
    op.drop_table("plan_shares")
    op.drop_index("ix_goals_suggested_in_id", table_name="goals")
    op.drop_index("ix_goals_removed_at", table_name="goals")
    op.drop_index("ix_goals_member_id", table_name="goals")

    op.drop_table("goals")
    op.drop_index("ix_plan_lines_removed_at", table_name="plan_lines")
    op.drop_index("ix_plan_lines_member_id_section_place", table_name="plan_lines")

    op.drop_table("plan_lines")
