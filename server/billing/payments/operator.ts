import { formatUsd, InvalidInput, type Pico, parseUsd } from "#kernel";
import { isWholeCents } from "./cents";

/** Staff of the installation, let in by the door. */
export type Operator = { readonly label: string };

/** The most that one entry of an operator may be: a slip of the hand should not pass. */
export const MOST_ENTRY = parseUsd("1000000.00");

/** @throws InvalidInput naming `amount` */
export function checkAmount(amount: Pico): void {
  if (amount > 0n && amount <= MOST_ENTRY && isWholeCents(amount)) return;
  throw new InvalidInput("amount", `Enter an amount from 0.01 to ${formatUsd(MOST_ENTRY)} US dollars, in whole cents.`);
}
