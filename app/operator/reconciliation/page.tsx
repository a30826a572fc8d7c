import type { Metadata } from "next";
import { PageHeader } from "@/_components/page-header";
import { api } from "@/_trpc/server";
import { requireStaff } from "../clients/staff-only";
import { Reconcile } from "./_reconciliation/reconcile";

export const metadata: Metadata = { title: "Reconciliation" };

export default async function ReconciliationPage() {
  await requireStaff("/operator/reconciliation");
  const { providers } = await (await api()).reconciliation.providers();
  return (
    <>
      <PageHeader
        title="Reconciliation"
        description="A provider's own figures against what was metered, by day (UTC) and model. Calls across midnight may count on the neighbouring day. The export is compared and not kept."
      />
      <Reconcile providers={providers} />
    </>
  );
}
