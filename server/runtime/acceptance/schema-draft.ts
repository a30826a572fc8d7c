/** Whether a JSON schema says that it is of draft 7 or 6; else it is read as one of draft 2020-12. */
export const isOlderDraft = ({ $schema }: { readonly [key: string]: unknown }): boolean =>
  /draft-0[67]/.test(String($schema ?? ""));
