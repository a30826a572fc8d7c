import { parseUsd } from "#kernel";
import { Money } from "@/_components/money";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import type { Names, PreviewAnswer } from "./words";

/** What the differences would do to the wallets of those who would pay, as these are now. */
export function WalletOutlook({ wallets, names }: { wallets: PreviewAnswer["wallets"]; names: Names }) {
  const paying = wallets.filter(({ difference }) => parseUsd(difference) > 0n);
  if (paying.length === 0) return null;
  const short = paying.filter((wallet) => parseUsd(wallet.short) > 0n).length;
  return (
    <div className="border-t border-border">
      <p className="p-4 text-muted">
        {short === 0
          ? "Every wallet affords its difference as it is now."
          : `${short === 1 ? "1 wallet does" : `${short} wallets do`} not afford the difference. What is short is the agency's expense for good: the client sees it on the bill as credited, and is not asked for it later.`}{" "}
        A budget that is nearly spent may leave the agency more of it.
      </p>
      <Table label="Wallets that would pay">
        <thead>
          <tr>
            <Th>Client</Th>
            <Th className={figure}>Would pay</Th>
            <Th className={figure}>Free in the wallet</Th>
            <Th className={figure}>Short, the agency's</Th>
          </tr>
        </thead>
        <tbody>
          {paying.map((wallet) => (
            <Tr key={wallet.orgId}>
              <Td>{names.organizations.get(wallet.orgId) ?? wallet.orgId}</Td>
              {(["difference", "free", "short"] as const).map((part) => (
                <Td key={part} className={figure}>
                  <Money usd={wallet[part]} exact />
                </Td>
              ))}
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
