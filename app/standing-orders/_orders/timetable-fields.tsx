"use client";

import { useState, useSyncExternalStore } from "react";
import { SelectField, TextField } from "@/_components/fields";
import { FREQUENCIES, OWN_TIMETABLE } from "./frequency";

const never = () => () => {};

/** Where the reader is, as far as the browser knows; the server, which cannot, says UTC. */
const useOwnTimeZone = (): string =>
  useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "UTC",
  );

/** When it is due: in words and a time, or as five fields of one's own. */
export function TimetableFields() {
  const timeZone = useOwnTimeZone();
  const [frequency, setFrequency] = useState<string>(FREQUENCIES[1].value);
  return (
    <div className="grid grid-cols-1 items-start gap-3 sm:grid-cols-3">
      <SelectField
        name="frequency"
        label="How often"
        value={frequency}
        onChange={(event) => setFrequency(event.target.value)}
      >
        {FREQUENCIES.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
        <option value={OWN_TIMETABLE}>A timetable of your own</option>
      </SelectField>
      {frequency === OWN_TIMETABLE ? (
        <TextField
          name="cron"
          label="Timetable"
          hint="Minute, hour, day of the month, month, day of the week"
          placeholder="0 9 * * 1-5"
          className="font-mono"
        />
      ) : (
        <TextField name="cron" label="Time" type="time" defaultValue="09:00" />
      )}
      <TextField key={timeZone} name="timeZone" label="Time zone" defaultValue={timeZone} />
    </div>
  );
}
