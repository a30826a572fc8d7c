import type { ReactNode } from "react";
import { currentIsOperator } from "@/_auth";
import { StaffPlaces } from "./staff-places";

/** The staff's places above each of their pages. Who is none of them sees what stands where no page is, and no place. */
export default async function StaffLayout({ children }: { children: ReactNode }) {
  return (
    <>
      {(await currentIsOperator()) ? <StaffPlaces /> : null}
      {children}
    </>
  );
}
