import type { Answers } from "@/_trpc/types";

/** What models and organizations are called, by their ids. */
export type Names = Readonly<Record<"models" | "organizations", ReadonlyMap<string, string>>>;

export type Rerate = Answers["rerates"]["list"][number];
export type PreviewAnswer = Answers["rerates"]["preview"];
