"use client";

import { useState, useSyncExternalStore } from "react";
import { SelectField, TextField } from "@/_components/fields";
import { choiceOf, FREQUENCIES, OWN_TIMETABLE } from "./frequency";

const never = () => () => {};

/** Where the reader is, as far as the browser knows; the server, which cannot, says UTC. */
const useOwnTimeZone = (): string =>
  useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "UTC",
  );

const NEW = { frequency: FREQUENCIES[1].value, entered: "09:00" };

type TimetableFieldsProps = {
  /** What holds so far; absent for a new one, which is where its reader is. */
  order?: { readonly cron: string; readonly timeZone: string };
};

/** When it is due: in words and a time, or as five fields of one's own. */
export function TimetableFields({ order }: TimetableFieldsProps) {
  const ownTimeZone = useOwnTimeZone();
  const timeZone = order?.timeZone ?? ownTimeZone;
  const before = order ? choiceOf(order.cron) : NEW;
  const [frequency, setFrequency] = useState<string>(before.frequency);
  const isOwn = before.frequency === OWN_TIMETABLE;
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
          key={OWN_TIMETABLE}
          name="cron"
          label="Timetable"
          hint="Minute, hour, day of the month, month, day of the week"
          placeholder="0 9 * * 1-5"
          defaultValue={order?.cron}
          className="font-mono"
        />
      ) : (
        <TextField name="cron" label="Time" type="time" defaultValue={isOwn ? NEW.entered : before.entered} />
      )}
      <TextField key={timeZone} name="timeZone" label="Time zone" defaultValue={timeZone} />
    </div>
  );
}
