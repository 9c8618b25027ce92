"""The file that a member looks at before it is taken over. Until then nothing of it is written."""

import json
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.checkins.models import ImportDraft
from peerapp.extensions import db


def keep(member: Person, text: str, encoding: str, now: datetime) -> ImportDraft:
    """In the place of the one before: a member looks at one file at a time."""
    people.lock(member.id)
    db.session.execute(delete(ImportDraft).where(ImportDraft.member_id == member.id))
    content = json.dumps({"text": text, "encoding": encoding}, ensure_ascii=False)
    draft = ImportDraft(member_id=member.id, content=content, created_at=now)
    db.session.add(draft)
    db.session.flush()
    return draft


def mine(member: Person, draft_id: UUID, is_to_be_decided: bool) -> ImportDraft | None:
    """Of two taps at once on what decides, the second finds nothing any more."""
    if is_to_be_decided:
        people.lock(member.id)
    query = select(ImportDraft).where(
        ImportDraft.id == draft_id, ImportDraft.member_id == member.id
    )
    return db.session.scalar(query)


def content(draft: ImportDraft) -> tuple[str, str]:
    """The text, and its encoding."""
    kept = json.loads(draft.content)
    return kept["text"], kept["encoding"]


def drop(draft: ImportDraft) -> None:
    db.session.delete(draft)
    db.session.flush()
