// Beside a page of a table: what this device could not send is still here, to copy or to take along, or to wipe.

import { device } from "./device.js";
import * as store from "./store.js";

const place = document.querySelector("[data-device]");
const notes = await store.all().catch(() => []);
// Where a code is asked for, it is shown when there is something to show.
if (!place.hidden || notes.some((note) => note.text.trim())) await device(place)();
