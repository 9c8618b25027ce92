// What every page loads. Each module attaches itself; without any of them every form still works.
import "htmx.org";
import "./csrf.js";
import "./busy.js";
import "./connection.js";
import "./drafts.js";
import "./focus.js";
import "./in-sight.js";
import "./time-zone.js";
import "./pageshow.js";
import "./retry.js";
import "./sign-out.js";
import "./service-worker.js";
import "./install-hint.js";
import "./fresh.js";
import "./live-count.js";
import "./push.js";
