// What a copy of a page works out by itself, without a signal. Loaded by the copies alone
// (templates/pwa/pocket), before app.js, whose outbox tells them what waits on the phone.
import "./pocket-age.js";
import "./pocket-counts.js";
import "./pocket-checkins.js";
import "./pocket-signal.js";
