import { Button } from "@/_components/ui/button";
import { Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { Select } from "@/_components/ui/select";
import { capitalized } from "@/_components/words";

const SPLITS = ["agent", "model", "project", "member"];

type RangeFormProps = { from: string | undefined; to: string | undefined; by: string };

/** Chooses days and split. A plain form: the address says what is shown. */
export function RangeForm({ from, to, by }: RangeFormProps) {
  return (
    <form action="/spend" className="flex flex-wrap items-end gap-3">
      <Field id="from" label="From">
        <Input id="from" name="from" type="date" defaultValue={from} />
      </Field>
      <Field id="to" label="To">
        <Input id="to" name="to" type="date" defaultValue={to} />
      </Field>
      <Field id="by" label="Split by">
        <Select id="by" name="by" defaultValue={by} className="w-36">
          {SPLITS.map((split) => (
            <option key={split} value={split}>
              {capitalized(split)}
            </option>
          ))}
        </Select>
      </Field>
      <Button type="submit">Show</Button>
    </form>
  );
}
