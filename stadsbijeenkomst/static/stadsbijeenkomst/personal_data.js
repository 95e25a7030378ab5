// Data about persons that people write down without thinking. `personal_data.py` does the same on the server; both are
// tested with the examples in `tests/personal_data.json`.

// Two letters after four digits that are much rather a word: "in 2024 en 3 keer".
const WORDS = "al|de|en|er|ik|in|is|ja|je|kg|km|na|nu|of|om|op|te|uu|we|ze|zo";
const POSTCODE = `[1-9][0-9]{3}(?:[A-Za-z]{2}|[ ](?!(?:${WORDS})(?![A-Za-z]))[A-Za-z]{2})(?![A-Za-z])`;
const NUMBER = "[0-9]{1,5}(?:[ -]?[A-Za-z]{1,2}(?![A-Za-z]))?";
// Longest things first: what lies within something found before is not found again.
const PATTERNS = [
  ["email", "[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,}"],
  // A house number before the postcode, as on an envelope, or after it, as in a form.
  ["postcode", `(?<![A-Za-z0-9])${NUMBER}[ ,\\n]{1,3}${POSTCODE}`],
  ["postcode", `(?<![A-Za-z0-9])${POSTCODE}[ ,\\n]{1,3}(?:(?:huisnummer|nummer|nr\\.?)[ ])?${NUMBER}`],
  // Nine digits after the 0 or the +31; a date with a time after it has as many.
  [
    "phone",
    "(?<![0-9+])(?![0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{4})" +
      "(?:(?:\\+|00)31[ .-]?(?:\\(0\\)|0)?[ .-]?|\\(?0)[1-9](?:[ ./()-]{0,3}[0-9]){8}(?![0-9])",
  ],
  ["bsn", "(?<![0-9])[0-9](?:[ .]?[0-9]){8}(?![0-9])"],
];
const COMPILED = PATTERNS.flatMap(([kind, pattern]) => {
  try {
    return [[kind, new RegExp(pattern, "g")]];
  } catch {
    return []; // Browsers from before 2023 cannot look back; the moderator's page can.
  }
});

/** The test of eleven for a BSN: weights 9 to 2, and -1 for the last digit. */
function passes(number) {
  const digits = [...number].filter((sign) => sign >= "0" && sign <= "9").map(Number);
  const total = [9, 8, 7, 6, 5, 4, 3, 2, -1].reduce((sum, weight, place) => sum + weight * digits[place], 0);
  return digits.some(Boolean) && total % 11 === 0;
}

/** Return the kinds of personal data in a text, in the order of the text. */
export function find(text) {
  const found = [];
  for (const [kind, pattern] of COMPILED) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      if (kind === "bsn" && !passes(match[0])) continue;
      if (found.every((other) => end <= other.start || start >= other.end)) found.push({ kind, start, end });
    }
  }
  return found.sort((one, other) => one.start - other.start).map((one) => one.kind);
}
