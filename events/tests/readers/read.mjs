// Answers each line of JSON on standard input with one line: what ical.js or node-ical reads in a calendar.
import { createInterface } from "node:readline";
import ICAL from "ical.js";
import nodeIcal from "node-ical";

const FOREVER = { from: new Date("1990-01-01T00:00:00Z"), to: new Date("2100-01-01T00:00:00Z") };

// Zones come from the file alone: none is registered.
const icalJs = (text) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const form = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString());
  const all = calendar.getAllSubcomponents("vevent");
  const masters = all.filter((component) => !component.hasProperty("recurrence-id"));
  return masters.flatMap((component) => {
    const uid = component.getFirstPropertyValue("uid");
    const exceptions = all.filter(
      (other) => other.hasProperty("recurrence-id") && other.getFirstPropertyValue("uid") === uid,
    );
    const event = new ICAL.Event(component, { exceptions });
    const row = (item, on, start, end) => ({
      uid,
      on: on && form(on),
      start: form(start),
      end: form(end),
      status: item.component.getFirstPropertyValue("status"),
      sequence: item.sequence,
      title: item.summary,
      text: item.description ?? "",
      place: item.location ?? "",
    });
    if (!event.isRecurring()) return [row(event, null, event.startDate, event.endDate)];
    const rows = [];
    const dates = event.iterator();
    for (let date = dates.next(); date; date = dates.next()) {
      const found = event.getOccurrenceDetails(date);
      rows.push(row(found.item, found.recurrenceId, found.startDate, found.endDate));
    }
    return rows;
  });
};

// node-ical gives a whole day as midnight on the clocks of its own machine.
const nodeIcalRows = (text) => {
  const day = (date) =>
    [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  const masters = Object.values(nodeIcal.sync.parseICS(text)).filter((event) => event.type === "VEVENT");
  return masters.flatMap((master) =>
    nodeIcal.expandRecurringEvent(master, FOREVER).map(({ event, start, end, isFullDay, isRecurring, isOverride }) => {
      const form = (date) => (isFullDay ? day(date) : date.toISOString());
      return {
        uid: event.uid,
        on: isRecurring ? form(isOverride ? event.recurrenceid : start) : null,
        start: form(start),
        end: form(end),
        status: event.status ?? null,
        sequence: Number(event.sequence),
        title: event.summary,
        text: event.description ?? "",
        place: event.location ?? "",
      };
    }),
  );
};

const readers = { "ical.js": icalJs, "node-ical": nodeIcalRows };
for await (const line of createInterface({ input: process.stdin })) {
  const { reader, text } = JSON.parse(line);
  let answer;
  try {
    answer = { rows: readers[reader](text) };
  } catch (error) {
    answer = { error: `${error.stack}` };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
