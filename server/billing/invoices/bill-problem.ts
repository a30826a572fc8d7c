/** What is wrong and where: "line 3", "total", "digest", or the path of a field. */
export type BillProblem = { readonly where: string; readonly problem: string };
