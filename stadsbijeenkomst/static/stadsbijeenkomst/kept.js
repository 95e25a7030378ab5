// Where a code is asked for: what this device could not send is still here, to copy or to take along.

import { device } from "./device.js";
import * as store from "./store.js";

const place = document.querySelector("[data-device]");
const notes = await store.all().catch(() => []);
if (notes.some((note) => note.text.trim())) await device(place)();
