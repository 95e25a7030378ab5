// The board of a meeting follows what happens. Without this file it shows the board of the moment.

import { attach } from "./cards.js";

attach(document.querySelector("[data-source]"));
