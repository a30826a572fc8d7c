import { useState } from "react";
import { Button } from "@/_components/ui/button";

const NAME = "seattle-weather.csv";

const BRIEF = `Profile four years of Seattle's weather and tell me what stands out.

- What was the highest temperature, and when?
- Which month is the wettest?
- How many days had snow?`;

type SampleProps = { onTake: (sample: { brief: string; file: File }) => void };

/** Fills the form for someone who has no task at hand: real weather data and questions about it. */
export function Sample({ onTake }: SampleProps) {
  const [state, setState] = useState<"offered" | "fetching" | "missing">("offered");
  const take = async () => {
    setState("fetching");
    try {
      const answer = await fetch("/sample");
      if (!answer.ok) throw new Error(`the sample answered ${answer.status}`);
      onTake({ brief: BRIEF, file: new File([await answer.blob()], NAME, { type: "text/csv" }) });
    } catch {
      setState("missing");
    }
  };
  if (state === "missing") return <p className="text-[0.8125rem] text-muted">The sample could not be fetched.</p>;
  return (
    <p className="text-[0.8125rem] text-muted">
      No task at hand?{" "}
      <Button variant="link" className="text-[0.8125rem]" onClick={take} disabled={state === "fetching"}>
        Try it with four years of Seattle’s weather
      </Button>
    </p>
  );
}
