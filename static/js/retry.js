// The offline page tries again by itself when the phone has a signal.
import { onContent } from "./content.js";

onContent("[data-retry]", () => window.addEventListener("online", () => location.reload()));
