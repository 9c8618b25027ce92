"""A1: who gets what answer, for every route.

The things are Mia's: in the column `mia` they are the person's own, in every other column another
person's. `login` means: sent to sign in. A route that is missing here fails the suite.
"""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from peerapp import clock
from peerapp.fit.scoring import WEIGHTS
from tests.support.people import PASSWORD
from tests.support.pictures import a_photo
from tests.support.push_keys import push_keys

NEW_PASSWORD = "four slow green kettles"
SUBSCRIPTION = {
    "endpoint": "https://fcm.googleapis.com/fcm/send/a-new-phone",
    "expirationTime": None,
    "keys": push_keys(),
}

TABLE = """
                                                   nobody mia    member mentor former other  paused coordinator suspended
# What everybody may see
GET    /rules                                      200    200    200    200    200    200    200    200         200
GET    /help                                       200    200    200    200    200    200    200    200         200
GET    /help/near                                  login  204    204    204    204    204    204    204         login
GET    /install                                    200    200    200    200    200    200    200    200         200
GET    /tools                                      200    200    200    200    200    200    200    200         200
GET    /tools/urge                                 200    200    200    200    200    200    200    200         200
GET    /tools/breathing                            200    200    200    200    200    200    200    200         200
GET    /tools/halt                                 200    200    200    200    200    200    200    200         200
GET    /tools/senses                               200    200    200    200    200    200    200    200         200
GET    /offline                                    200    200    200    200    200    200    200    200         200
GET    /offline/help                               200    200    200    200    200    200    200    200         200
GET    /locked                                     200    200    200    200    200    200    200    200         200
GET    /blank                                      200    200    200    200    200    200    200    200         200
GET    /exit                                       200    200    200    200    200    200    200    200         200
POST   /exit                                       200    200    200    200    200    200    200    200         200
POST   /exit/explained                             login  303    303    303    303    303    303    303         login
GET    /unlock                                     login  303    303    303    303    303    303    303         login
POST   /unlock                                     login  303    303    303    303    303    303    303         login
POST   /unlock/forgot                              login  login  login  login  login  login  login  login       login
POST   /lock                                       login  303    303    303    303    303    303    303         login
POST   /lock/away                                  login  204    204    204    204    204    204    204         login
POST   /lock/here                                  login  204    204    204    204    204    204    204         login
GET    /account/pin                                login  200    200    200    200    200    200    200         login
POST   /account/pin                                login  303    303    303    303    303    303    303         login
POST   /account/pin/remove                         login  303    303    303    303    303    303    303         login
POST   /exit/button                                login  303    303    303    303    303    303    303         login
GET    /manifest.webmanifest                       200    200    200    200    200    200    200    200         200
GET    /sw.js                                      200    200    200    200    200    200    200    200         200
GET    /healthz                                    200    200    200    200    200    200    200    200         200
GET    /readyz                                     200    200    200    200    200    200    200    200         200
GET    /styleguide                                 200    200    200    200    200    200    200    200         200
POST   /language                                   303    303    303    303    303    303    303    303         303
# Accounts
GET    /signup                                     200    303    303    303    303    303    303    303         200
POST   /signup                                     303    303    303    303    303    303    303    303         303
GET    /login                                      200    303    303    303    303    303    303    303         200
POST   /login                                      303    303    303    303    303    303    303    303         303
POST   /logout                                     login  login  login  login  login  login  login  login       login
GET    /password/forgot                            200    200    200    200    200    200    200    200         200
POST   /password/forgot                            200    200    200    200    200    200    200    200         200
GET    /password/reset/<token>                     200    200    200    200    200    200    200    200         200
POST   /password/reset/<token>                     login  login  login  login  login  login  login  login       login
GET    /account                                    login  200    200    200    200    200    200    200         login
POST   /account                                    login  303    303    303    303    303    303    303         login
POST   /account/timezone                           login  303    303    303    303    303    303    303         login
POST   /account/password                           login  303    303    303    303    303    303    303         login
GET    /confirm                                    login  200    200    200    200    200    200    200         login
POST   /confirm                                    login  303    303    303    303    303    303    303         login
GET    /privacy/data                               login  200    200    200    200    200    200    200         login
# to the page that asks for the password again
GET    /privacy/export                             login  303    303    303    303    303    303    303         login
GET    /privacy/erase                              login  303    303    303    303    303    303    303         login
POST   /privacy/erase                              login  303    303    303    303    303    303    303         login
GET    /privacy/left                               200    200    200    200    200    200    200    200         200
# only in a browser that has just given the password of a closed account
GET    /privacy/closed                             login  login  login  login  login  login  login  login       login
POST   /privacy/reopen                             login  login  login  login  login  login  login  login       login
POST   /privacy/closed/erase                       login  login  login  login  login  login  login  login       login
POST   /account/number                             login  303    303    303    303    303    303    404         login
POST   /account/number/remove                      login  303    303    303    303    303    303    404         login
POST   /account/devices/<uuid:sign_in_id>/end      login  303    404    404    404    404    404    404         login
# A member's own
GET    /                                           login  200    200    200    200    200    200    303         login
GET    /pocket                                     login  200    200    404    404    404    404    404         login
GET    /checkins                                   login  200    200    404    404    404    404    404         login
GET    /checkins/calendar                          login  200    200    404    404    404    404    404         login
GET    /checkins/trends                            login  200    200    404    404    404    404    404         login
GET    /checkins/hard-days                         login  200    200    404    404    404    404    404         login
GET    /checkins/search                            login  200    200    404    404    404    404    404         login
GET    /share                                      login  200    200    200    200    200    200    200         login
POST   /share                                      200    200    200    200    200    200    200    200         200
POST   /checkins                                   login  303    303    404    404    404    404    404         login
GET    /checkins/<day:day>                         login  200    200    404    404    404    404    404         login
POST   /checkins/<day:day>                         login  303    303    404    404    404    404    404         login
POST   /checkins/<day:day>/hide                    login  303    404    404    404    404    404    404         login
POST   /checkins/<day:day>/show                    login  303    404    404    404    404    404    404         login
POST   /checkins/<uuid:checkin_id>/undo            login  303    404    404    404    404    404    404         login
POST   /checkins/<uuid:checkin_id>/yesterday       login  303    404    404    404    404    404    404         login
GET    /checkins/settings                          login  200    200    404    404    404    404    404         login
POST   /checkins/settings                          login  303    303    404    404    404    404    404         login
GET    /sobriety                                   login  200    200    404    404    404    404    404         login
POST   /sobriety                                   login  303    303    404    404    404    404    404         login
GET    /sobriety/returned                          login  200    200    404    404    404    404    404         login
POST   /sobriety/returned                          login  303    303    404    404    404    404    404         login
GET    /sobriety/<uuid:tracker_id>                 login  200    404    404    404    404    404    404         login
POST   /sobriety/<uuid:tracker_id>                 login  303    404    404    404    404    404    404         login
POST   /sobriety/<uuid:tracker_id>/savings         login  303    404    404    404    404    404    404         login
POST   /sobriety/<uuid:tracker_id>/move            login  303    404    404    404    404    404    404         login
GET    /sobriety/<uuid:tracker_id>/remove          login  200    404    404    404    404    404    404         login
POST   /sobriety/<uuid:tracker_id>/remove          login  303    404    404    404    404    404    404         login
POST   /sobriety/<uuid:tracker_id>/periods         login  303    404    404    404    404    404    404         login
GET    /sobriety/periods/<uuid:period_id>          login  200    404    404    404    404    404    404         login
POST   /sobriety/periods/<uuid:period_id>          login  303    404    404    404    404    404    404         login
POST   /sobriety/periods/<uuid:period_id>/undo     login  303    404    404    404    404    404    404         login
POST   /sobriety/periods/<uuid:period_id>/remove   login  303    404    404    404    404    404    404         login
GET    /sobriety/lapses/<uuid:lapse_id>            login  200    404    404    404    404    404    404         login
POST   /sobriety/lapses/<uuid:lapse_id>            login  303    404    404    404    404    404    404         login
POST   /sobriety/lapses/<uuid:lapse_id>/restart    login  303    404    404    404    404    404    404         login
POST   /sobriety/lapses/<uuid:lapse_id>/remove     login  303    404    404    404    404    404    404         login
POST   /sobriety/<uuid:tracker_id>/return-to-use   login  303    404    404    404    404    404    404         login
GET    /reflections                                login  200    200    404    404    404    404    404         login
POST   /reflections                                login  303    303    404    404    404    404    404         login
GET    /why                                        login  200    200    404    404    404    404    404         login
POST   /why                                        login  303    303    404    404    404    404    404         login
GET    /why/photo                                  login  200    404    404    404    404    404    404         login
POST   /why/photo                                  login  303    303    404    404    404    404    404         login
POST   /why/photo/remove                           login  303    303    404    404    404    404    404         login
POST   /pledge                                     login  303    303    404    404    404    404    404         login
POST   /pledge/undo                                login  303    303    404    404    404    404    404         login
GET    /review                                     login  200    200    404    404    404    404    404         login
POST   /review                                     login  303    303    404    404    404    404    404         login
GET    /review/<day:day>                           login  200    404    404    404    404    404    404         login
GET    /milestones                                 login  200    200    404    404    404    404    404         login
GET    /sobriety/<uuid:tracker_id>/milestones      login  200    404    404    404    404    404    404         login
POST   /sobriety/<uuid:tracker_id>/milestones      login  303    404    404    404    404    404    404         login
POST   /sobriety/<uuid:tracker_id>/milestones/<uuid:own_milestone_id>/remove login  303    404    404    404    404    404    404         login
POST   /sobriety/<uuid:tracker_id>/milestones/tell login  303    404    404    404    404    404    404         login
POST   /milestones/<uuid:period_id>/seen           login  303    404    404    404    404    404    404         login
GET    /sobriety/<uuid:tracker_id>/picture         login  200    404    404    404    404    404    404         login
GET    /sobriety/<uuid:tracker_id>/picture.svg     login  200    404    404    404    404    404    404         login
GET    /match                                      login  200    200    404    404    404    404    404         login
POST   /match                                      login  303    303    404    404    404    404    404         login
GET    /match/profile                              login  200    200    200    200    200    200    404         login
POST   /match/profile                              login  303    303    303    303    303    303    404         login
GET    /match/profile/<question>                   login  200    200    200    200    200    200    404         login
POST   /match/profile/<question>                   login  303    303    303    303    303    303    404         login
POST   /match/profile/delete                       login  303    303    303    303    303    303    404         login
POST   /match/looking                              login  303    303    404    404    404    404    404         login
POST   /match/open                                 login  404    404    303    303    303    404    404         login
GET    /match/suggestions                          login  200    200    404    404    404    404    404         login
GET    /match/requests/new                         login  200    200    404    404    404    404    404         login
POST   /match/requests                             login  303    303    404    404    404    404    404         login
POST   /match/requests/withdraw                    login  303    303    404    404    404    404    404         login
POST   /match/requests/<uuid:request_id>/withdraw  login  303    404    404    404    404    404    404         login
POST   /match/requests/<uuid:request_id>/sooner    login  303    404    404    404    404    404    404         login
GET    /checkins/export.csv                        login  200    200    404    404    404    404    404         login
GET    /sobriety/export.csv                        login  200    200    404    404    404    404    404         login
GET    /import                                     login  200    200    404    404    404    404    404         login
POST   /import                                     login  303    303    404    404    404    404    404         login
GET    /import/<uuid:draft_id>                     login  200    404    404    404    404    404    404         login
POST   /import/<uuid:draft_id>/take                login  303    404    404    404    404    404    404         login
POST   /import/<uuid:draft_id>/cancel              login  303    404    404    404    404    404    404         login
GET    /plan                                       login  200    200    303    303    303    303    303         login
GET    /plan/change                                login  200    200    404    404    404    404    404         login
POST   /plan/<any(signs,triggers,coping,people,places):section> login 303 303 404 404 404 404 404 login
GET    /plan/lines/<uuid:line_id>                  login  200    404    404    404    404    404    404         login
POST   /plan/lines/<uuid:line_id>                  login  303    404    404    404    404    404    404         login
POST   /plan/lines/<uuid:line_id>/up               login  303    404    404    404    404    404    404         login
POST   /plan/lines/<uuid:line_id>/remove           login  303    404    404    404    404    404    404         login
POST   /plan/lines/<uuid:line_id>/restore          login  303    404    404    404    404    404    404         login
GET    /plan/sharing                               login  200    200    404    404    404    404    404         login
POST   /plan/sharing/<uuid:match_id>               login  303    404    404    404    404    404    404         login
POST   /plan/copy                                  login  303    303    404    404    404    404    404         login
GET    /goals                                      login  200    200    404    404    404    404    404         login
POST   /goals                                      login  303    303    404    404    404    404    404         login
GET    /goals/<uuid:goal_id>                       login  200    404    404    404    404    404    404         login
POST   /goals/<uuid:goal_id>                       login  303    404    404    404    404    404    404         login
POST   /goals/<uuid:goal_id>/share/<uuid:match_id> login  303    404    404    404    404    404    404         login
POST   /goals/<uuid:goal_id>/finish                login  303    404    404    404    404    404    404         login
POST   /goals/<uuid:goal_id>/reopen                login  303    404    404    404    404    404    404         login
POST   /goals/<uuid:goal_id>/remove                login  303    404    404    404    404    404    404         login
POST   /goals/<uuid:goal_id>/restore               login  303    404    404    404    404    404    404         login
POST   /goals/<uuid:goal_id>/steps                 login  303    404    404    404    404    404    404         login
POST   /goals/steps/<uuid:step_id>/done            login  303    404    404    404    404    404    404         login
POST   /goals/steps/<uuid:step_id>/open            login  303    404    404    404    404    404    404         login
POST   /goals/steps/<uuid:step_id>/remove          login  303    404    404    404    404    404    404         login
POST   /goals/steps/<uuid:step_id>/restore         login  303    404    404    404    404    404    404         login
POST   /goals/ideas/<uuid:idea_id>/yes             login  303    404    404    404    404    404    404         login
POST   /goals/ideas/<uuid:idea_id>/no              login  303    404    404    404    404    404    404         login
GET    /privacy/seen                               login  200    200    404    404    404    404    404         login
# Between a member and a mentor
GET    /mentees/<uuid:member_id>/goals             login  404    404    200    404    404    404    404         login
POST   /mentees/<uuid:member_id>/goals             login  404    404    303    404    404    404    404         login
POST   /mentees/<uuid:member_id>/goals/<uuid:shared_goal_id>/steps login 404 404 303 404 404 404 404 login
POST   /mentees/<uuid:member_id>/goals/ideas/<uuid:idea_id>/take-back login 404 404 303 404 404 404 404 login
GET    /invitation                                 login  404    404    200    200    200    404    404         login
POST   /invitation                                 login  404    404    303    303    303    404    404         login
POST   /invitation/withdraw                        login  404    404    303    303    303    404    404         login
GET    /i/<code>                                   login  200    200    200    200    200    200    200         login
POST   /i/<code>                                   login  303    303    422    422    422    422    422         login
POST   /matches/<uuid:match_id>/end                login  303    404    303    404    404    404    404         login
GET    /matches/<uuid:match_id>/sharing            login  200    404    404    404    404    404    404         login
POST   /matches/<uuid:match_id>/sharing            login  303    404    404    404    404    404    404         login
POST   /matches/<uuid:match_id>/sharing/stop       login  303    404    404    404    404    404    404         login
POST   /matches/<uuid:match_id>/sharing/leave      login  303    404    404    404    404    404    404         login
GET    /privacy/consents                           login  200    200    404    404    404    404    404         login
GET    /match/requests                             login  303    303    200    200    200    404    404         login
GET    /match/requests/<uuid:request_id>           login  303    404    404    404    200    404    404         login
POST   /match/requests/<uuid:request_id>/accept    login  303    404    404    404    303    404    404         login
POST   /match/requests/<uuid:request_id>/decline   login  303    404    404    404    303    404    404         login
GET    /mentees                                    login  404    404    200    200    200    404    404         login
GET    /mentees/<uuid:member_id>                   login  404    404    200    404    404    404    404         login
POST   /checkins/<uuid:checkin_id>/acknowledge     login  404    404    303    404    404    404    404         login
GET    /mentees/live login 404 404 200 200 200 404 404 login
GET    /mentees/how login 404 404 200 200 200 404 404 login
GET    /mentees/settings login 404 404 200 200 200 404 404 login
POST   /mentees/settings login 404 404 303 303 303 404 404 login
GET    /mentees/<uuid:member_id>/live login 404 404 200 404 404 404 404 login
POST   /mentees/<uuid:member_id>/acts login 404 404 303 404 404 404 404 login
POST   /mentees/acts/<uuid:act_id>/undo login 404 404 303 404 404 404 404 login
POST   /mentees/<uuid:member_id>/follow-ups login 404 404 303 404 404 404 404 login
POST   /mentees/follow-ups/<uuid:follow_up_id>/done login 404 404 303 404 404 404 404 login
POST   /mentees/follow-ups/<uuid:follow_up_id>/open login 404 404 303 404 404 404 404 login
POST   /mentees/follow-ups/<uuid:follow_up_id>/move login 404 404 303 404 404 404 404 login
POST   /mentees/<uuid:member_id>/hand-over login 404 404 303 404 404 404 404 login
POST   /mentees/<uuid:member_id>/notes login 404 404 303 404 404 404 404 login
POST   /mentees/notes/<uuid:note_id> login 404 404 303 404 404 404 404 login
POST   /mentees/notes/<uuid:note_id>/remove login 404 404 303 404 404 404 404 login
GET    /matches/<uuid:match_id>/trial              login  200    404    200    404    404    404    404         login
POST   /matches/<uuid:match_id>/trial              login  303    404    303    404    404    404    404         login
POST   /match/again                                login  303    303    404    404    404    404    404         login
POST   /match/apart                                login  303    404    404    404    404    404    404         login
GET    /match/blocks                               login  200    200    200    200    200    200    200         login
POST   /match/blocks                               login  303    404    404    404    404    404    404         login
POST   /match/blocks/<uuid:apart_id>/lift          login  303    404    404    404    404    404    404         login
GET    /people/<uuid:other_id>/block               login  200    404    404    404    404    404    404         login
# I need someone
POST   /help/request                               login  303    303    404    404    404    404    404         login
POST   /help/who                                   login  303    303    404    404    404    404    404         login
GET    /help/calls/<uuid:call_id>                  login  200    404    200    404    404    404    404         login
GET /help/calls login 404 404 200 200 200 404 200 login
POST   /help/calls/<uuid:call_id>/okay             login  303    404    404    404    404    404    404         login
POST   /help/calls/<uuid:call_id>/words            login  303    404    404    404    404    404    404         login
POST   /help/calls/<uuid:call_id>/others           login  303    404    404    404    404    404    404         login
POST   /help/calls/<uuid:call_id>/seen             login  404    404    204    404    404    404    404         login
POST   /help/calls/<uuid:call_id>/take             login  404    404    303    404    404    404    404         login
POST   /help/calls/<uuid:call_id>/pass             login  404    404    303    404    404    404    404         login
POST   /help/calls/<uuid:call_id>/talked           login  404    404    303    404    404    404    404         login
POST   /help/calls/<uuid:call_id>/undo             login  303    404    303    404    404    404    404         login
GET    /help/duty                                  login  404    404    200    200    200    404    404         login
POST   /help/duty                                  login  404    404    303    303    303    404    404         login
POST   /help/duty/on-call                          login  404    404    303    303    303    404    404         login
# Reminders and pushes
GET    /reminders                                  login  200    200    200    200    200    200    200         login
POST   /reminders                                  login  303    303    303    303    303    303    303         login
GET    /reminders/<uuid:reminder_id>               login  200    404    404    404    404    404    404         login
POST   /reminders/<uuid:reminder_id>               login  303    404    404    404    404    404    404         login
POST   /reminders/<uuid:reminder_id>/delete        login  303    404    404    404    404    404    404         login
POST   /reminders/break                            login  303    303    303    303    303    303    303         login
POST   /reminders/break/end                        login  303    303    303    303    303    303    303         login
POST   /reminders/quiet                            login  303    303    303    303    303    303    303         login
POST   /reminders/email                            login  303    303    303    303    303    303    303         login
GET    /reminders/email/on/<confirm_token>         200    200    200    200    200    200    200    200         200
POST   /reminders/email/on/<confirm_token>         200    200    200    200    200    200    200    200         200
GET    /reminders/email/off/<wish_token>           200    200    200    200    200    200    200    200         200
POST   /reminders/email/off/<wish_token>           200    200    200    200    200    200    200    200         200
GET    /reminders/calendar/<secret>.ics            200    200    200    200    200    200    200    200         200
POST   /reminders/calendar                         login  303    303    303    303    303    303    303         login
POST   /reminders/calendar/renew                   login  303    404    404    404    404    404    404         login
POST   /reminders/calendar/details                 login  303    404    404    404    404    404    404         login
POST   /reminders/calendar/remove                  login  303    303    303    303    303    303    303         login
GET    /reminders/rung/<uuid:slot_id>              login  200    404    404    404    404    404    404         login
POST   /reminders/rung/<uuid:slot_id>/done         login  303    404    404    404    404    404    404         login
POST   /reminders/rung/<uuid:slot_id>/later        login  303    404    404    404    404    404    404         login
GET    /push/key                                   login  200    200    200    200    200    200    200         login
GET    /push/subscriptions                         login  200    200    200    200    200    200    200         login
POST   /push/subscriptions                         login  201    201    201    201    201    201    201         login
DELETE /push/subscriptions                         login  204    404    404    404    404    404    404         login
POST   /push/test                                  login  303    422    422    422    422    422    422         login
POST   /push/devices/<uuid:device_id>/details      login  303    404    404    404    404    404    404         login
POST   /push/devices/<uuid:device_id>/off          login  303    404    404    404    404    404    404         login
POST   /push/devices/<uuid:device_id>/test         login  303    404    404    404    404    404    404         login
GET    /outbox/ticket                              login  200    200    200    200    200    200    200         login
POST   /push/answers                               200    200    200    200    200    200    200    200         200
POST   /push/receipts                              204    204    204    204    204    204    204    204         204
# Messages of a match
GET    /messages                                   login  200    303    200    200    200    404    404         login
GET    /messages/settings                          login  200    200    200    200    200    404    404         login
POST   /messages/settings                          login  303    303    303    303    303    404    404         login
GET    /matches/<uuid:match_id>/messages           login  200    404    200    404    404    404    404         login
POST   /matches/<uuid:match_id>/messages           login  303    404    303    404    404    404    404         login
GET    /matches/<uuid:match_id>/messages/new       login  200    404    200    404    404    404    404         login
POST   /matches/<uuid:match_id>/messages/read      login  303    404    303    404    404    404    404         login
GET    /matches/<uuid:match_id>/messages/search    login  200    404    200    404    404    404    404         login
GET    /matches/<uuid:match_id>/messages/<uuid:message_id>/photo login 200 404 200 404 404 404 404 login
POST   /matches/<uuid:match_id>/messages/<uuid:message_id>/take-back login 303 404 404 404 404 404 404 login
GET    /matches/<uuid:match_id>/messages/<uuid:their_message_id>/report login 200 404 404 404 404 404 404 login
POST   /matches/<uuid:match_id>/messages/<uuid:their_message_id>/report login 303 404 404 404 404 404 404 login
# The coordinator's
GET    /program                                    login  404    404    404    404    404    404    200         login
POST   /program/mentors/<uuid:mentor_id>/approve   login  404    404    404    404    404    404    303         login
POST   /program/mentors/<uuid:mentor_id>/pause     login  404    404    404    404    404    404    303         login
GET    /program/questions                          login  404    404    404    404    404    404    200         login
POST   /program/questions                          login  404    404    404    404    404    404    303         login
GET    /program/questions/<uuid:question_id>       login  404    404    404    404    404    404    200         login
POST   /program/questions/<uuid:question_id>       login  404    404    404    404    404    404    303         login
POST   /program/questions/<uuid:question_id>/retire login 404    404    404    404    404    404    303         login
POST   /program/questions/<uuid:question_id>/ask-again login 404 404    404    404    404    404    303         login
POST   /program/questions/<uuid:question_id>/up    login  404    404    404    404    404    404    303         login
GET    /program/waiting login 404 404 404 404 404 404 200 login
GET    /program/waiting/<uuid:waiting_id> login 404 404 404 404 404 404 200 login
GET    /program/waiting/<uuid:waiting_id>/mentors/<uuid:open_mentor_id> login 404 404 404 404 404 404 200 login
POST   /program/waiting/<uuid:waiting_id>/mentors/<uuid:open_mentor_id> login 404 404 404 404 404 404 303 login
GET    /program/proposals login 404 404 404 404 404 404 200 login
POST   /program/proposals login 404 404 404 404 404 404 303 login
GET    /program/proposals/<uuid:proposal_id> login 404 404 404 404 404 404 200 login
POST   /program/proposals/<uuid:proposal_id>/accept login 404 404 404 404 404 404 303 login
GET    /program/proposals/<uuid:proposal_id>/accept-all login 404 404 404 404 404 404 200 login
POST   /program/proposals/<uuid:proposal_id>/accept-all login 404 404 404 404 404 404 303 login
POST   /program/proposals/<uuid:proposal_id>/leave login 404 404 404 404 404 404 303 login
GET    /program/proposals/<uuid:proposal_id>/pairs/<uuid:pair_id> login 404 404 404 404 404 404 200 login
POST   /program/proposals/<uuid:proposal_id>/pairs/<uuid:pair_id> login 404 404 404 404 404 404 303 login
POST   /program/proposals/<uuid:proposal_id>/pairs/<uuid:pair_id>/bring-back login 404 404 404 404 404 404 303 login
GET    /program/requests login 404 404 404 404 404 404 200 login
POST   /program/requests/<uuid:program_request_id>/withdraw login 404 404 404 404 404 404 303 login
GET    /program/trials login 404 404 404 404 404 404 200 login
GET    /program/matching login 404 404 404 404 404 404 200 login
POST   /program/matching login 404 404 404 404 404 404 303 login
POST   /program/matching/reset login 404 404 404 404 404 404 303 login
GET    /program/hand-overs login 404 404 404 404 404 404 200 login
POST   /program/hand-overs/<uuid:hand_over_id>/take login 404 404 404 404 404 404 303 login
POST   /program/hand-overs/<uuid:hand_over_id>/close login 404 404 404 404 404 404 303 login
GET    /program/calls login 404 404 404 404 404 404 200 login
POST   /program/calls login 404 404 404 404 404 404 303 login
POST   /program/calls/on-call login 404 404 404 404 404 404 303 login
POST   /program/calls/on-call/<uuid:mentor_id>/remove login 404 404 404 404 404 404 303 login
GET    /program/messages login 404 404 404 404 404 404 200 login
POST   /program/messages login 404 404 404 404 404 404 303 login
GET    /program/reports login 404 404 404 404 404 404 200 login
POST   /program/reports/<uuid:report_id>/seen login 404 404 404 404 404 404 303 login
POST   /program/reports/<uuid:report_id>/handled login 404 404 404 404 404 404 303 login
POST   /program/reports/<uuid:report_id>/reopen login 404 404 404 404 404 404 303 login
GET    /program/reports/<uuid:report_id>/photo login 404 404 404 404 404 404 200 login
"""  # noqa: E501


def parse(table: str) -> dict[tuple[str, str], dict[str, str]]:
    """(method, rule) -> who -> answer"""
    lines = [line.split() for line in table.splitlines() if line and not line.startswith("#")]
    head = lines.pop(0)
    found: dict[tuple[str, str], dict[str, str]] = {}
    for method, rule, *answers in lines:
        assert len(answers) == len(head), f"{method} {rule} has {len(answers)} answers"
        assert (method, rule) not in found, f"{method} {rule} stands there twice"
        found[method, rule] = dict(zip(head, answers, strict=True))
    return found


MATRIX = parse(TABLE)
# Looking changes nothing (A6), so one world is enough for all of it.
LOOKING = [route for route in MATRIX if route[0] == "GET"]
DOING = [route for route in MATRIX if route[0] != "GET"]

# What another app shares comes without a token: it fills a form in, and nothing is saved.
ONLY_SHOWS = {("POST", "/share")}
# A service worker has no session: what it sends is itself the right to it (a token that we signed,
# an id that nobody can guess), whoever is signed in. No cookie is looked at, so none is protected.
CARRY_THEIR_RIGHT = {("POST", "/push/answers"), ("POST", "/push/receipts")}

# What a browser sends to a route that asks for more than its address: a valid request.
FORMS: dict[tuple[str, str], Any] = {
    ("POST", "/language"): {"language": "es", "next": "/help"},
    ("POST", "/signup"): {
        "email": "new@example.org",
        "password": PASSWORD,
        "display_name": "Nell",
        "timezone": "America/New_York",
        "role": "member",
        "adult": "yes",
    },
    ("POST", "/login"): lambda world: {"email": world.mia.email, "password": PASSWORD},
    ("POST", "/password/forgot"): lambda world: {"email": world.mia.email},
    ("POST", "/password/reset/<token>"): {"password": NEW_PASSWORD},
    ("POST", "/exit/button"): {"shown": "no"},
    ("POST", "/unlock"): {"pin": "4071"},
    ("POST", "/account/pin"): {"password": PASSWORD, "pin": "4071", "again": "4071"},
    ("POST", "/account/pin/remove"): {"password": PASSWORD},
    ("POST", "/account"): {"display_name": "Em", "timezone": "Europe/Berlin"},
    ("POST", "/account/timezone"): {"timezone": "Asia/Tokyo"},
    ("POST", "/account/number"): {"number": "(212) 555-0177", "for_calls": "yes"},
    ("POST", "/confirm"): {"password": PASSWORD, "next": "/privacy/data"},
    ("POST", "/account/password"): {"current": PASSWORD, "password": NEW_PASSWORD},
    ("POST", "/share"): {"title": "A walk", "text": "by the river", "url": "https://example.org/"},
    ("POST", "/checkins"): {"mood": "4", "note": "a good walk", "trigger": ["tired"]},
    ("POST", "/checkins/<day:day>"): {"mood": "3", "sober": "yes", "craving": "2"},
    ("POST", "/checkins/settings"): {"ask": ["sober", "sleep"], "share": ["sleep"]},
    ("POST", "/program/proposals/<uuid:proposal_id>/accept"): lambda world: {
        "pair": str(world.pair.id)
    },
    ("POST", "/program/proposals/<uuid:proposal_id>/leave"): lambda world: {
        "pair": str(world.pair.id)
    },
    ("POST", "/program/proposals/<uuid:proposal_id>/pairs/<uuid:pair_id>"): lambda world: {
        "mentor_id": str(world.open_mentor.id)
    },
    ("POST", "/mentees/settings"): {
        "silence": "3",
        "craving": "7",
        "low": "5",
        "contact": "7",
        "rings": ["worry"],
        "others": ["message"],
        "has_digest": "y",
        "digest_at": "09:00",
    },
    ("POST", "/mentees/<uuid:member_id>/acts"): {"did": "called"},
    ("POST", "/mentees/<uuid:member_id>/follow-ups"): {"due_in": "3", "words": "her interview"},
    ("POST", "/mentees/follow-ups/<uuid:follow_up_id>/move"): {"due_in": "7"},
    ("POST", "/mentees/<uuid:member_id>/hand-over"): {"words": "please call her"},
    ("POST", "/mentees/<uuid:member_id>/notes"): {"words": "likes to walk"},
    ("POST", "/mentees/notes/<uuid:note_id>"): {"words": "likes to walk far"},
    ("POST", "/program/matching"): {
        "answer_days": "3",
        "trial_days": "14",
        **{f"weight_{name}": "2" for name in WEIGHTS},
    },
    ("POST", "/program/questions"): {"text": "How safe is home?", "kind": "scale"},
    ("POST", "/program/questions/<uuid:question_id>"): {"text": "Is home safe?", "kind": "yesno"},
    ("POST", "/sobriety"): {"name": "Coffee", "started_on": "2026-10-01"},
    ("POST", "/sobriety/<uuid:tracker_id>/return-to-use"): {"on": "2026-10-02", "note": "honest"},
    ("POST", "/reflections"): {"pledge_is_on": "y", "pledge": "own", "pledge_words": "One hour."},
    ("POST", "/why"): lambda world: {"words": "For Ana.", "seen": world.why_seen},
    ("POST", "/why/photo"): lambda world: {"photo": (BytesIO(a_photo()), "photo.jpg")},
    ("POST", "/review"): {"tomorrow": "a long walk"},
    ("POST", "/sobriety/<uuid:tracker_id>/milestones"): {"days": "100", "name": "A hundred"},
    ("POST", "/sobriety/<uuid:tracker_id>/milestones/tell"): {"tells": "yes"},
    ("POST", "/milestones/<uuid:period_id>/seen"): {"milestone": "d30"},
    ("GET", "/sobriety/<uuid:tracker_id>/picture"): {"words": "a quiet year", "tracker": "y"},
    ("GET", "/sobriety/<uuid:tracker_id>/picture.svg"): {"total": "y", "of": "count"},
    ("POST", "/sobriety/returned"): {"on": "2026-10-02", "kind": "restart"},
    ("POST", "/sobriety/<uuid:tracker_id>"): {"name": "Wine", "is_private": "y"},
    ("POST", "/sobriety/<uuid:tracker_id>/savings"): {
        "money_per_week": "12.50",
        "currency": "EUR",
        "hours_per_week": "7",
    },
    ("POST", "/sobriety/<uuid:tracker_id>/move"): {"to": "up"},
    ("POST", "/sobriety/<uuid:tracker_id>/periods"): {
        "started_on": "2020-01-01",
        "ended_on": "2020-03-01",
        "note": "before",
    },
    ("POST", "/sobriety/periods/<uuid:period_id>"): {
        "started_on": "2026-05-01",
        "ended_on": "2026-08-20",
    },
    ("POST", "/sobriety/periods/<uuid:period_id>/undo"): {"kind": "restart"},
    ("POST", "/sobriety/lapses/<uuid:lapse_id>"): {"note": "my own words"},
    ("POST", "/plan/<any(signs,triggers,coping,people,places):section>"): {"words": "Call Ana"},
    ("POST", "/plan/lines/<uuid:line_id>"): lambda world: {
        "words": "Walk to the river",
        "seen": world.line_seen,
    },
    ("POST", "/plan/sharing/<uuid:match_id>"): {"share": ["coping", "people"]},
    ("POST", "/plan/copy"): {"keep": "no"},
    ("POST", "/matches/<uuid:match_id>/sharing"): {"show": ["mood", "note"], "until": "90"},
    ("POST", "/goals"): {"words": "Find work", "until": "2027-03-01", "share": "yes"},
    ("POST", "/goals/<uuid:goal_id>"): lambda world: {
        "words": "Find a room",
        "until": "",
        "seen": world.goal_seen,
    },
    ("POST", "/goals/<uuid:goal_id>/share/<uuid:match_id>"): {"shared": "yes"},
    ("POST", "/goals/<uuid:goal_id>/steps"): {"words": "Call the office"},
    ("POST", "/goals/steps/<uuid:step_id>/done"): {"on": "today"},
    ("POST", "/goals/ideas/<uuid:idea_id>/yes"): {"share": "yes"},
    ("POST", "/mentees/<uuid:member_id>/goals"): {"words": "A walk a day"},
    ("POST", "/mentees/<uuid:member_id>/goals/<uuid:shared_goal_id>/steps"): {"words": "Ask Ana"},
    ("POST", "/match"): lambda world: {"code": world.invitation.code},
    ("POST", "/matches/<uuid:match_id>/messages"): lambda _: {"body": "Hi.", "id": str(uuid4())},
    ("POST", "/matches/<uuid:match_id>/messages/read"): lambda world: {
        "upto": str(world.their_message.id)
    },
    ("POST", "/matches/<uuid:match_id>/messages/<uuid:their_message_id>/report"): {
        "reason": "worried",
        "words": "Please look.",
    },
    ("POST", "/matches/<uuid:match_id>/trial"): {"answer": "unsure", "words": "we are so quiet"},
    ("POST", "/match/apart"): lambda world: {"other_id": str(world.mentor.id)},
    ("POST", "/match/blocks"): lambda world: {"other_id": str(world.mentor.id)},
    ("POST", "/match/profile"): {"languages": ["en", "es"], "birth_year": "1980", "words": "Hi."},
    ("POST", "/match/profile/<question>"): {"languages": ["en"], "show": "y", "seen": "shown"},
    ("POST", "/match/looking"): {"looking": "yes"},
    ("POST", "/match/open"): {"open": "no"},
    ("POST", "/match/requests"): lambda world: {
        "mentor_id": str(world.free.id),
        "greeting": "Hello, I read your words.",
    },
    ("POST", "/match/requests/<uuid:request_id>/decline"): lambda world: {
        "reason": "times",
        "words": "Evenings do not work.",
        "suggested_id": str(world.free.id),
    },
    ("POST", "/help/request"): {"said_at": "2026-11-23T12:00:00Z"},
    ("POST", "/help/who"): {"only_mentor": "yes"},
    ("POST", "/help/calls/<uuid:call_id>/words"): {"words": "Please call 555 0100."},
    ("POST", "/help/calls/<uuid:call_id>/take"): {"how": "call"},
    ("POST", "/help/duty"): {"nights": "no"},
    ("POST", "/help/duty/on-call"): {"answer": "yes"},
    ("POST", "/program/calls"): {
        "answer_minutes": "5",
        "repeat_minutes": "20",
        "follow_minutes": "60",
    },
    ("POST", "/program/calls/on-call"): lambda world: {"other_id": str(world.other.id)},
    ("POST", "/import"): lambda world: {"file": (BytesIO(b"day,mood\n2026-09-01,4\n"), "days.csv")},
    ("POST", "/import/<uuid:draft_id>/take"): {"conflict": "keep", "mood_0": "3"},
    ("POST", "/reminders"): {"time": "20:00", "days": ["mon", "wed", "sun"]},
    ("POST", "/reminders/<uuid:reminder_id>"): {"time": "07:30", "days": ["sat"]},
    ("POST", "/reminders/break"): lambda _: {
        "back_on": f"{clock.now() + timedelta(days=30):%Y-%m-%d}"
    },
    ("POST", "/reminders/quiet"): {"starts": "22:00", "ends": "07:00"},
    ("POST", "/reminders/email"): {"wanted": "yes"},
    ("POST", "/reminders/calendar/details"): {"shows": "yes"},
    ("POST", "/reminders/rung/<uuid:slot_id>/later"): {"when": "1h"},
    ("POST", "/push/devices/<uuid:device_id>/details"): {"shows": "yes"},
    ("POST", "/push/subscriptions"): {"json": SUBSCRIPTION},
    ("POST", "/push/answers"): lambda world: {"json": {"token": world.button}},
    ("POST", "/push/receipts"): lambda world: {"json": {"received": [str(world.delivery_id)]}},
    ("DELETE", "/push/subscriptions"): lambda world: {"json": {"endpoint": world.endpoint}},
}
