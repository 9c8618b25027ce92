"""Peerapp: daily check-ins, peer mentors and reminders for people in recovery."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from peerapp import (
    assets,
    commands,
    compression,
    config,
    errors,
    extensions,
    health,
    home,
    jobs,
    language,
    pages,
    web_security,
)
from peerapp.accounts import limits, sign_ins
from peerapp.accounts.language_views import bp as languages_bp
from peerapp.accounts.views import bp as accounts_bp
from peerapp.checkins.looking_back import bp as looking_back_bp
from peerapp.checkins.settings_views import bp as checkin_settings_bp
from peerapp.checkins.share_views import bp as share_bp
from peerapp.checkins.views import bp as checkins_bp
from peerapp.discreet.exit_views import bp as exit_bp
from peerapp.discreet.lock_views import bp as lock_bp
from peerapp.files.views import bp as files_bp
from peerapp.leaving.views import bp as leaving_bp
from peerapp.matching.bond_views import bp as bonds_bp
from peerapp.matching.consent_views import bp as consents_bp
from peerapp.matching.number_views import bp as numbers_bp
from peerapp.matching.profile_views import bp as match_profile_bp
from peerapp.matching.request_views import bp as requests_bp
from peerapp.matching.suggestion_views import bp as suggestions_bp
from peerapp.matching.views import bp as matching_bp
from peerapp.mentoring.act_views import bp as mentor_acts_bp
from peerapp.mentoring.note_views import bp as mentor_notes_bp
from peerapp.mentoring.views import bp as mentoring_bp
from peerapp.mentoring.wish_views import bp as mentor_wishes_bp
from peerapp.messages.views import bp as messages_bp
from peerapp.plan.goal_views import bp as goals_bp
from peerapp.plan.idea_views import bp as ideas_bp
from peerapp.plan.tool_views import bp as tools_bp
from peerapp.plan.views import bp as plan_bp
from peerapp.privacy import encryption, viewings
from peerapp.privacy.confirm_views import bp as confirm_bp
from peerapp.program.call_views import bp as program_calls_bp
from peerapp.program.hand_over_views import bp as hand_overs_bp
from peerapp.program.message_views import bp as message_rules_bp
from peerapp.program.outcome_views import bp as asked_bp
from peerapp.program.proposal_views import bp as proposals_bp
from peerapp.program.question_views import bp as questions_bp
from peerapp.program.rules_views import bp as rules_bp
from peerapp.program.views import bp as program_bp
from peerapp.program.waiting_views import bp as waiting_bp
from peerapp.push.phone_views import bp as phone_bp
from peerapp.push.views import bp as push_bp
from peerapp.pwa.outbox_views import bp as outbox_bp
from peerapp.pwa.pocket_views import bp as pocket_bp
from peerapp.pwa.views import bp as pwa_bp
from peerapp.reflections.views import bp as reflections_bp
from peerapp.reminders.calendar_views import bp as reminder_calendar_bp
from peerapp.reminders.email_views import bp as reminder_emails_bp
from peerapp.reminders.views import bp as reminders_bp
from peerapp.safety.call_views import bp as calls_bp
from peerapp.safety.views import bp as safety_bp
from peerapp.sobriety.line_views import bp as sobriety_line_bp
from peerapp.sobriety.milestone_views import bp as milestones_bp
from peerapp.sobriety.picture_views import bp as pictures_bp
from peerapp.sobriety.views import bp as sobriety_bp
from peerapp.who_saw.views import bp as who_saw_bp

BLUEPRINTS = (
    accounts_bp,
    confirm_bp,
    leaving_bp,
    languages_bp,
    checkins_bp,
    checkin_settings_bp,
    looking_back_bp,
    share_bp,
    sobriety_bp,
    milestones_bp,
    pictures_bp,
    sobriety_line_bp,
    exit_bp,
    lock_bp,
    reflections_bp,
    files_bp,
    matching_bp,
    bonds_bp,
    consents_bp,
    requests_bp,
    suggestions_bp,
    match_profile_bp,
    numbers_bp,
    mentoring_bp,
    mentor_acts_bp,
    mentor_notes_bp,
    mentor_wishes_bp,
    messages_bp,
    reminders_bp,
    reminder_calendar_bp,
    reminder_emails_bp,
    push_bp,
    phone_bp,
    safety_bp,
    calls_bp,
    plan_bp,
    goals_bp,
    ideas_bp,
    tools_bp,
    program_bp,
    hand_overs_bp,
    waiting_bp,
    proposals_bp,
    asked_bp,
    rules_bp,
    questions_bp,
    program_calls_bp,
    message_rules_bp,
    pwa_bp,
    outbox_bp,
    pocket_bp,
    who_saw_bp,
    home.bp,
    health.bp,
)


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The app, with its settings from the environment; `overrides` go on top (for tests)."""
    app = Flask(
        __name__,
        template_folder=str(config.ROOT / "templates"),
        static_folder=None,  # assets.py serves them, hashed and compressed
    )
    app.url_map.merge_slashes = False  # it would redirect to whatever host was asked for
    app.config.from_mapping({**config.from_environment(), **(overrides or {})})

    compression.set_up(app)  # what is first here has the last look at an answer
    web_security.set_up(app)  # early: it reads a request's body before anything else looks at it
    extensions.db.init_app(app)
    extensions.migrate.init_app(app, extensions.db, directory=str(config.ROOT / "migrations"))
    extensions.csrf.init_app(app)
    extensions.htmx.init_app(app)
    with app.app_context():
        extensions.set_up_sqlite(app)
    encryption.set_up(app)
    viewings.set_up(app)
    sign_ins.set_up(app)
    limits.set_up(app)
    jobs.set_up(app)

    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    language.set_up(app)
    pages.set_up(app)
    errors.set_up(app)
    commands.set_up(app)
    assets.set_up(app)
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    return app
