// Served at /sw.js with SERVICE_WORKER=pushes: phones go on ringing, and each page comes from the
// server as if there were no worker.
import { replace } from "./sw-replace.js";
import "./sw-push.js";

replace(() => self.clients.claim()); // a page of its own can be led to what was tapped
