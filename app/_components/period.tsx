import { When } from "./when";

/** From one day to another. */
export function Period({ from, to }: { from: string; to: string }) {
  return (
    <>
      <When at={from} precision="date" /> to <When at={to} precision="date" />
    </>
  );
}
