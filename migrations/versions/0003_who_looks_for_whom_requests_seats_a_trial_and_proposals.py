"""Who looks for whom, requests, seats, a trial, and proposals

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-24 19:50:17.039401+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "apart",
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("is_block", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["people.id"], name=op.f("fk_apart_by_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["people.id"], name=op.f("fk_apart_other_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apart")),
    )
    with op.batch_alter_table("apart", schema=None) as batch_op:
        batch_op.create_index(
            "ix_apart_one_open",
            ["by_id", "other_id", "is_block"],
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )
        batch_op.create_index("ix_apart_other_id", ["other_id"], unique=False)

    op.create_table(
        "match_profiles",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered", sa.BigInteger(), nullable=False),
        sa.Column("shown", sa.BigInteger(), nullable=False),
        sa.Column("recovering_from", sa.BigInteger(), nullable=False),
        sa.Column("pathways", sa.BigInteger(), nullable=False),
        sa.Column("unwanted_pathways", sa.BigInteger(), nullable=False),
        sa.Column("languages", sa.BigInteger(), nullable=False),
        sa.Column("gender", sa.String(length=20), nullable=True),
        sa.Column("gender_wish", sa.BigInteger(), nullable=False),
        sa.Column("gender_is_must", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("birth_year", sa.SmallInteger(), nullable=True),
        sa.Column("age_from", sa.SmallInteger(), nullable=True),
        sa.Column("age_to", sa.SmallInteger(), nullable=True),
        sa.Column("age_is_must", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("experiences", sa.BigInteger(), nullable=False),
        sa.Column("parts", sa.BigInteger(), nullable=False),
        sa.Column("ways", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=True),
        sa.Column("hopes", sa.BigInteger(), nullable=False),
        sa.Column("alias", sa.String(length=60), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("recovery_since", sa.Date(), nullable=True),
        sa.Column("recovery_shown", sa.String(length=10), server_default="no", nullable=False),
        sa.Column("looking_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("open_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("capacity", sa.SmallInteger(), nullable=True),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.Column("contact_from", sa.Time(), nullable=True),
        sa.Column("contact_until", sa.Time(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity BETWEEN 0 AND 99", name=op.f("ck_match_profiles_capacity")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_match_profiles_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "side", name=op.f("pk_match_profiles")),
    )
    with op.batch_alter_table("match_profiles", schema=None) as batch_op:
        batch_op.create_index("ix_match_profiles_looking_since", ["looking_since"], unique=False)
        batch_op.create_index("ix_match_profiles_open_since", ["open_since"], unique=False)

    op.create_table(
        "match_requests",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("greeting", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("member_yes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mentor_yes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("suggested_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["closed_by_id"],
            ["people.id"],
            name=op.f("fk_match_requests_closed_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["people.id"],
            name=op.f("fk_match_requests_member_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["people.id"],
            name=op.f("fk_match_requests_mentor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["people.id"],
            name=op.f("fk_match_requests_proposed_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["suggested_id"],
            ["people.id"],
            name=op.f("fk_match_requests_suggested_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_requests")),
    )
    with op.batch_alter_table("match_requests", schema=None) as batch_op:
        batch_op.create_index(
            "ix_match_requests_answer_by",
            ["answer_by"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index("ix_match_requests_member_id", ["member_id"], unique=False)
        batch_op.create_index("ix_match_requests_mentor_id", ["mentor_id"], unique=False)
        batch_op.create_index(
            "ix_match_requests_one_open",
            ["member_id", "mentor_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            "ix_match_requests_open",
            ["id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "matching_rules",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("trial_days", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["people.id"],
            name=op.f("fk_matching_rules_created_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_rules")),
    )
    with op.batch_alter_table("matching_rules", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_matching_rules_created_at"), ["created_at"], unique=False
        )

    op.create_table(
        "proposals",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["people.id"],
            name=op.f("fk_proposals_created_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposals_created_at"), ["created_at"], unique=False)

    op.create_table(
        "proposed_pairs",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("fit", sa.Double(), nullable=True),
        sa.Column("obstacle", sa.String(length=200), nullable=True),
        sa.Column("is_by_hand", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["people.id"],
            name=op.f("fk_proposed_pairs_member_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["people.id"],
            name=op.f("fk_proposed_pairs_mentor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.id"],
            name=op.f("fk_proposed_pairs_proposal_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["match_requests.id"],
            name=op.f("fk_proposed_pairs_request_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_pairs")),
    )
    with op.batch_alter_table("proposed_pairs", schema=None) as batch_op:
        batch_op.create_index("ix_proposed_pairs_member", ["proposal_id", "member_id"], unique=True)
        batch_op.create_index(
            batch_op.f("ix_proposed_pairs_member_id"), ["member_id"], unique=False
        )
        batch_op.create_index(
            "ix_proposed_pairs_mentor", ["proposal_id", "mentor_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_proposed_pairs_mentor_id"), ["mentor_id"], unique=False
        )

    op.create_table(
        "trial_answers",
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name=op.f("fk_trial_answers_match_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_trial_answers_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("match_id", "person_id", name=op.f("pk_trial_answers")),
    )
    with op.batch_alter_table("matches", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seat", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("request_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("trial_ends_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_matches_one_seat",
            ["mentor_id", "seat"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL AND seat IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND seat IS NOT NULL"),
        )
        batch_op.create_index("ix_matches_trial_ends_at", ["trial_ends_at"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_matches_request_id"),
            "match_requests",
            ["request_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    with op.batch_alter_table("matches", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_matches_request_id"), type_="foreignkey")
        batch_op.drop_index("ix_matches_trial_ends_at")
        batch_op.drop_index(
            "ix_matches_one_seat",
            sqlite_where=sa.text("ended_at IS NULL AND seat IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND seat IS NOT NULL"),
        )
        batch_op.drop_column("trial_ends_at")
        batch_op.drop_column("request_id")
        batch_op.drop_column("seat")

    op.drop_table("trial_answers")
    with op.batch_alter_table("proposed_pairs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposed_pairs_mentor_id"))
        batch_op.drop_index("ix_proposed_pairs_mentor")
        batch_op.drop_index(batch_op.f("ix_proposed_pairs_member_id"))
        batch_op.drop_index("ix_proposed_pairs_member")

    op.drop_table("proposed_pairs")
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposals_created_at"))

    op.drop_table("proposals")
    with op.batch_alter_table("matching_rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matching_rules_created_at"))

    op.drop_table("matching_rules")
    with op.batch_alter_table("match_requests", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_match_requests_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_match_requests_one_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index("ix_match_requests_mentor_id")
        batch_op.drop_index("ix_match_requests_member_id")
        batch_op.drop_index(
            "ix_match_requests_answer_by",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.drop_table("match_requests")
    with op.batch_alter_table("match_profiles", schema=None) as batch_op:
        batch_op.drop_index("ix_match_profiles_open_since")
        batch_op.drop_index("ix_match_profiles_looking_since")

    op.drop_table("match_profiles")
    with op.batch_alter_table("apart", schema=None) as batch_op:
        batch_op.drop_index("ix_apart_other_id")
        batch_op.drop_index(
            "ix_apart_one_open",
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )

    op.drop_table("apart")
