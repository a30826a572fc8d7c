import { Money } from "@/_components/money";
import { RefreshWhilePending } from "@/_components/refresh-while-pending";
import { Alert } from "@/_components/ui/alert";
import type { Topup } from "./topup";

/** What became of the top-up that a payer comes back from. */
export function ReturnNotice({ topup, cancelled }: { topup: Topup; cancelled: boolean }) {
  switch (topup.state) {
    case "pending":
      return cancelled ? (
        <Alert title="Nothing was paid">You left the payment page. Begin again whenever you like.</Alert>
      ) : (
        <Alert title="Waiting for the payment">
          <RefreshWhilePending />
          <Money usd={topup.amount} /> are on their way. They are credited as soon as Stripe tells us that they are
          paid; this page shows it by itself.
        </Alert>
      );
    case "paid":
      return (
        <Alert kind="positive" title="Paid">
          <Money usd={topup.paid ?? topup.amount} /> are in the wallet. Runs that waited for money go on by themselves.
        </Alert>
      );
    case "refunded":
      return <Alert title="Refunded">This payment was given back to the payer.</Alert>;
    case "failed":
    case "expired":
      return (
        <Alert kind="negative" title={topup.state === "failed" ? "The payment failed" : "The payment page has closed"}>
          {topup.note ?? "Nothing was paid."} Try again below.
        </Alert>
      );
  }
}
