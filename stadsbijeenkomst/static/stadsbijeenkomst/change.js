// The page on which a note is changed: the field tells what it can.

import { watch } from "./field.js";

for (const field of document.querySelectorAll("textarea[data-limit]")) watch(field);
