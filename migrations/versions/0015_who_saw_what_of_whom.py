"""Who saw what of whom is written down, and stays as it was written

Revision ID: 0015
Revises: 0014
Create Date: 2026-11-27 22:00:00.000000+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# A row goes with the end of its chain, and that with its member: while the end stands, none goes.
SQLITE = (
    """
    CREATE TRIGGER viewings_stay BEFORE DELETE ON viewings
    WHEN EXISTS (SELECT 1 FROM viewing_heads WHERE member_id = OLD.member_id)
    BEGIN SELECT RAISE(ABORT, 'who saw what is never deleted'); END
    """,
    """
    CREATE TRIGGER viewings_stay_as_they_are BEFORE UPDATE ON viewings
    BEGIN SELECT RAISE(ABORT, 'who saw what is never changed'); END
    """,
)
POSTGRESQL = (
    """
    CREATE FUNCTION viewings_stay() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND NOT EXISTS (
            SELECT 1 FROM viewing_heads WHERE member_id = OLD.member_id
        ) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'who saw what is never changed or deleted';
    END $$
    """,
    """
    CREATE TRIGGER viewings_stay BEFORE UPDATE OR DELETE ON viewings
    FOR EACH ROW EXECUTE FUNCTION viewings_stay()
    """,
)


def upgrade() -> None:
    op.create_table(
        "viewing_heads",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["people.id"],
            name=op.f("fk_viewing_heads_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_viewing_heads")),
    )
    op.create_table(
        "viewings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("viewer_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("match_id", sa.Uuid(), nullable=True),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["viewing_heads.member_id"],
            name=op.f("fk_viewings_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_viewings")),
        sa.UniqueConstraint("member_id", "number", name=op.f("uq_viewings_member_id_number")),
    )
    op.create_index(
        "ix_viewings_fold",
        "viewings",
        ["viewer_id", "hour", "member_id", "role", "what"],
        unique=True,
    )
    op.create_table(
        "viewing_tally",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("chains", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_viewing_tally")),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("viewing_tally")
    op.drop_table("viewings")
    op.drop_table("viewing_heads")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION viewings_stay")
